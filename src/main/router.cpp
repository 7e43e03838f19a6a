#include "main/router.hpp"

#include "base/metrics.hpp"
#include "contract/service.hpp"
#include "form/client_files.hpp"

namespace guichet::app {

namespace {

/// Host without port, lower case enough for the names compared here.
std::string_view host_name(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool is_local_name(std::string_view host) {
  const auto name = host_name(host);
  return name == "localhost" || name == "127.0.0.1" || name == "[::1]" ||
         name.ends_with(".localhost");
}

std::string_view host_of_url(std::string_view url) {
  const auto start = url.find("://");
  if (start == std::string_view::npos) return {};
  url.remove_prefix(start + 3);
  return url.substr(0, url.find('/'));
}

http::Response json_response(std::string body) {
  http::Response response;
  response.body = std::move(body);
  return response;
}

http::Response redirect(std::string where) {
  http::Response response = http::text_response(302, "");
  response.headers.add("Location", std::move(where));
  return response;
}

}  // namespace

Router::Router(Engine& engine, std::string server_url)
    : engine_(engine),
      server_url_(std::move(server_url)),
      openapi_(contract::write_openapi(rest::services(), server_url_)),
      error_pages_(rest::services()) {}

bool Router::demo_refuses(const http::Request& request) const {
  if (!engine_.config.demo) return false;
  const auto own = host_of_url(server_url_);
  if (!is_local_name(request.host) && request.host != own) return true;
  const auto origin = request.headers.get("Origin");
  if (origin.empty()) return false;
  const bool changes = request.path.starts_with("/api-payment/") ||
                       (request.path.starts_with("/sandbox/") && request.method != "GET");
  const auto from = host_of_url(origin);
  return changes && !is_local_name(from) && from != own;
}

// Ready means: the store answers, the keys seal and open, and the writer keeps up.
Task<http::Response> Router::probe_ready() {
  bool usable = engine_.db->queue_length() < limits::writer_queue_batches_max / 2;
  try {
    co_await payments::count_attempts(*engine_.db, 0, payments::Phase::authorise);
    const std::string sealed =
        engine_.keys->seal(vault::Purpose::token_seal, vault::Mode::test, "probe", "readyz");
    const auto opened = co_await engine_.keys->open_sealed(vault::Purpose::token_seal,
                                                           vault::Mode::test, sealed, "readyz");
    usable = usable && opened.has_value();
  } catch (const std::exception& error) {
    log::error("readyz.failed", {{"reason", error.what()}});
    usable = false;
  }
  co_return http::text_response(usable ? 200 : 503, usable ? "ready\n" : "not ready\n");
}

Task<http::Response> Router::handle(http::Request& request) {
  if (demo_refuses(request)) {
    co_return http::text_response(403, "demo mode answers local names and pages only\n");
  }
  const std::string_view path = request.path;
  if (path.starts_with("/api-payment/") || path.starts_with("//")) {
    co_return co_await engine_.api->handle(request);
  }
  if (path.starts_with(form::FormService::root)) co_return co_await engine_.form->handle(request);
  if (path.starts_with("/static/")) {
    const auto* file = http::find_file(form::client::files(), path);
    co_return file ? http::send_file(request, *file) : http::text_response(404, "not found\n");
  }
  if (path == sandbox::ClockFace::path) co_return co_await engine_.clock_face->handle(request);
  if (engine_.sandbox_face && (path == sandbox::Sandbox::root || path.starts_with("/sandbox/"))) {
    co_return co_await engine_.sandbox_face->handle(request);
  }
  if (path == "/" && engine_.config.demo) co_return redirect("/sandbox/");
  if (path.starts_with(hosted::LinkPages::root)) co_return co_await engine_.links->handle(request);
  if (explain::ErrorPages::serves(path)) co_return error_pages_.answer(request);
  if (path == "/healthz") co_return http::text_response(200, "alive\n");
  if (path == "/readyz") co_return co_await probe_ready();
  if (path == "/openapi.json") co_return json_response(openapi_);
  if (path == "/metrics") {
    auto response = http::text_response(200, metrics::expose());
    response.content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    co_return response;
  }
  co_return http::text_response(404, "not found\n");
}

}  // namespace guichet::app
