#include "sandbox/sandbox.hpp"

#include <algorithm>
#include <charconv>

#include "base/check.hpp"
#include "base/encoding.hpp"
#include "base/json_writer.hpp"
#include "contract/failure.hpp"
#include "sandbox/chargeback.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/fields.hpp"
#include "sandbox/inbox_page.hpp"
#include "sandbox/index_page.hpp"
#include "sandbox/page.hpp"
#include "sandbox/resend.hpp"
#include "sandbox/shop_files.hpp"
#include "sandbox/shop_page.hpp"

namespace guichet::sandbox {

namespace {

using contract::Refusal;

constexpr int attempts_shown_max = 100;

int number_or_zero(std::string_view digits) {
  int number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
  return whole && number > 0 ? number : 0;
}

bool accepts(std::string_view methods, std::string_view method) {
  if (method == "HEAD") method = "GET";
  for (std::size_t at = 0; at < methods.size();) {
    const auto end = std::min(methods.find(", ", at), methods.size());
    if (methods.substr(at, end - at) == method) return true;
    at = end + 2;
  }
  return false;
}

}  // namespace

struct Sandbox::Route {
  std::string_view path;
  std::string_view methods;
  bool is_page;  // errors are pages too
  Task<http::Response> (Sandbox::*answer)(http::Request& request);
};

const Sandbox::Route* Sandbox::find_route(std::string_view path) {
  static constexpr Route routes[] = {
      {"/sandbox/", "GET", true, &Sandbox::show_start},
      {"/sandbox/shop", "GET", true, &Sandbox::show_shop},
      {"/sandbox/shop/orders", "GET, POST", false, &Sandbox::shop_orders},
      {"/sandbox/shop/ipn", "POST", false, &Sandbox::shop_notification},
      {"/sandbox/shop/return", "POST", false, &Sandbox::shop_return},
      {"/sandbox/shop.css", "GET", false, &Sandbox::send_shop_file},
      {"/sandbox/shop.js", "GET", false, &Sandbox::send_shop_file},
      {"/sandbox/inbox", "GET", true, &Sandbox::show_inbox},
      {"/sandbox/log", "GET", true, &Sandbox::show_log},
      {"/sandbox/ipn", "GET", false, &Sandbox::list_notifications},
      {"/sandbox/ipn/resend", "POST", false, &Sandbox::resend_notification},
      {"/sandbox/calls", "GET", false, &Sandbox::list_calls},
      {"/sandbox/acquirer/faults", "GET, POST, DELETE", false, &Sandbox::change_faults},
      {"/sandbox/remittances", "GET", false, &Sandbox::list_remittances},
      {"/sandbox/remittance", "GET", false, &Sandbox::send_remittance},
      {"/sandbox/chargeback", "POST", false, &Sandbox::charge_back},
      {"/sandbox/style.css", "GET", false, &Sandbox::send_style},
      {"/sandbox/live.js", "GET", false, &Sandbox::send_script},
      {"/sandbox/icon.svg", "GET", false, &Sandbox::send_icon},
  };
  const auto found = std::find_if(std::begin(routes), std::end(routes),
                                  [path](const Route& route) { return route.path == path; });
  return found == std::end(routes) ? nullptr : found;
}

Sandbox::Sandbox(Ports ports, SandboxOptions options)
    : ports_(std::move(ports)),
      options_(std::move(options)),
      shop_(ports_.call_api, ports_.random, ports_.clock, options_.server_url) {}

Task<http::Response> Sandbox::handle(http::Request& request) {
  if (request.path == root) co_return see_other("/sandbox/");
  const Route* route = find_route(request.path);
  if (!route) co_return problem_page(404, "There is no page at this address.");
  if (!accepts(route->methods, request.method)) {
    auto response = http::text_response(405, "this address takes " + std::string(route->methods) +
                                                 "\n");
    response.headers.add("Allow", std::string(route->methods));
    co_return response;
  }
  std::exception_ptr failure;
  try {
    co_return co_await (this->*route->answer)(request);
  } catch (...) {
    failure = std::current_exception();
  }
  const Refusal refusal = contract::as_refusal(failure);
  if (!route->is_page) co_return json_refusal(refusal);
  if (refusal.code == "PSP_999") {
    co_return problem_page(500, "The gateway failed; its log says why.");
  }
  const std::string& detail = refusal.detailed_message;
  co_return problem_page(400, detail.empty() ? std::string(refusal.public_message()) : detail);
}

merchants::BookPtr Sandbox::find_book(std::string shop_id) const {
  if (shop_id.empty()) shop_id = options_.shop_id;
  auto book = ports_.directory.find(shop_id, merchants::Mode::test);
  if (!book) throw Refusal("INT_902", "shop: there is no shop of this number");
  return book;
}

Task<http::Response> Sandbox::show_start(http::Request& request) {
  const auto book = find_book(query_field(request, "shop"));
  co_return index_page(*book, options_.server_url, ports_.clock.now());
}

Task<http::Response> Sandbox::show_inbox(http::Request& request) {
  const auto book = find_book(query_field(request, "shop"));
  const Selection selection{.outbox_id = query_field(request, "id"),
                            .attempt = number_or_zero(query_field(request, "attempt")),
                            .sent = query_field(request, "sent")};
  const auto log = co_await ports_.outbox.log(book->id, attempts_shown_max);
  co_return inbox_page(*book, log, selection);
}

Task<http::Response> Sandbox::list_notifications(http::Request& request) {
  const auto book = find_book(query_field(request, "shop"));
  const auto log = co_await ports_.outbox.log(book->id, attempts_shown_max);
  co_return inbox_json(log);
}

Task<http::Response> Sandbox::resend_notification(http::Request& request) {
  const auto order = read_body(request, resend_order);
  const auto book = find_book(std::string(order.text("shop")));
  const std::string id(order.text("id"));
  const auto log = co_await ports_.outbox.log(book->id, attempts_shown_max);
  const bool known = std::any_of(log.begin(), log.end(),
                                 [&id](const Delivery& one) { return one.outbox_id == id; });
  if (!known) throw Refusal("INT_902", "id: not among the latest notifications of this shop");
  std::string how(order.text("how"));
  if (how.empty()) how = "again";
  const std::string state = co_await resend(ports_.outbox, book, id, how);
  if (is_form(request)) {
    co_return see_other("/sandbox/inbox?shop=" + form_encode(book->shop->id) +
                        "&id=" + form_encode(id) + "&sent=" + state);
  }
  JsonWriter out;
  out.begin_object();
  out.member("id", id);
  out.member("how", how);
  out.member("state", state);
  out.end_object();
  co_return json_answer(out.take());
}

Task<http::Response> Sandbox::show_log(http::Request&) {
  co_return calls_page(ports_.recent_calls());
}

Task<http::Response> Sandbox::list_calls(http::Request&) {
  co_return calls_json(ports_.recent_calls());
}

Task<http::Response> Sandbox::change_faults(http::Request& request) {
  co_return program_faults(ports_.faults, request);
}

Task<http::Response> Sandbox::charge_back(http::Request& request) {
  const auto order = read_body(request, chargeback_order);
  const auto book = find_book(std::string(order.text("shop")));
  std::string uuid(order.text("uuid"));
  co_await ports_.mark_unpaid(book, uuid);
  JsonWriter out;
  out.begin_object();
  out.member("uuid", uuid);
  out.member("unpaid", true);
  out.end_object();
  co_return json_answer(out.take());
}

Task<http::Response> Sandbox::show_shop(http::Request& request) {
  const auto book = find_book({});
  const auto look = read_look(query_field(request, "language"), query_field(request, "theme"));
  co_return shop_page(*book, look, client_origin(request, options_.server_url));
}

Task<http::Response> Sandbox::shop_orders(http::Request& request) {
  if (request.method != "POST") co_return shop_.show_order(request);
  auto book = find_book({});
  co_return co_await shop_.take_order(std::move(book), request);
}

Task<http::Response> Sandbox::shop_notification(http::Request& request) {
  const auto book = find_book({});
  co_return shop_.take_notification(*book, request);
}

Task<http::Response> Sandbox::shop_return(http::Request& request) {
  const auto book = find_book({});
  co_return shop_.take_return(*book, request);
}

Task<http::Response> Sandbox::send_shop_file(http::Request& request) {
  const auto* file = http::find_file(shop_files::files(), request.path);
  check(file != nullptr, "a route without its file");
  co_return http::send_file(request, *file);
}

Task<http::Response> Sandbox::list_remittances(http::Request& request) {
  const auto book = find_book(query_field(request, "shop"));
  const auto rows = co_await ports_.remittances.list(book);
  co_return remittances_json(rows);
}

Task<http::Response> Sandbox::send_remittance(http::Request& request) {
  const auto book = find_book(query_field(request, "shop"));
  const std::string mid = query_field(request, "mid");
  const std::string number = query_field(request, "number");
  auto text = co_await ports_.remittances.text(book, mid, number_or_zero(number));
  if (!text) throw Refusal("INT_902", "mid, number: there is no such remittance file");
  co_return remittance_download(std::move(*text), mid, number);
}

Task<http::Response> Sandbox::send_style(http::Request&) {
  co_return asset("text/css;charset=UTF-8", style_sheet);
}

Task<http::Response> Sandbox::send_script(http::Request&) {
  co_return asset("text/javascript;charset=UTF-8", live_script);
}

Task<http::Response> Sandbox::send_icon(http::Request&) {
  co_return asset("image/svg+xml", icon);
}

}  // namespace guichet::sandbox
