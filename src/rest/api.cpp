#include "rest/api.hpp"

#include <deque>
#include <mutex>

#include "answers/payment.hpp"
#include "base/json_writer.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "contract/failure.hpp"
#include "contract/sensitive.hpp"
#include "rest/authorization.hpp"
#include "rest/card_payment.hpp"
#include "rest/create_payment_rules.hpp"
#include "rest/keyed_call.hpp"
#include "rest/transaction_duplicate_shape.hpp"
#include "sql/unit.hpp"

namespace guichet::rest {

namespace {

using contract::Refusal;

constexpr std::string_view root = "/api-payment/";
constexpr std::size_t calls_kept_max = 500;

/// Repeated slashes collapsed, one trailing slash dropped (spec/envelope.md 1).
std::string normalised(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c != '/' || out.empty() || out.back() != '/') out.push_back(c);
  }
  if (out.size() > 1 && out.back() == '/') out.pop_back();
  return out;
}

/// "V4/Charge/SDKTest" of a normalised path, or empty.
std::string_view versioned_service(std::string_view path) {
  return path.starts_with(root) ? path.substr(root.size()) : std::string_view();
}

std::string_view without_version(std::string_view versioned) {
  const auto slash = versioned.find('/');
  return slash == std::string_view::npos ? versioned : versioned.substr(slash + 1);
}

/// spec/envelope.md 5.4: the address that was called, in the detailed message.
[[noreturn]] void refuse_address(const std::string& server_url, std::string_view path) {
  throw Refusal("INT_901",
                server_url + contract::fit_to_show(path, limits::shown_address_bytes_max));
}

std::string_view mode_of_unknown(std::string_view password) {
  return password.starts_with("testpassword_") ? "TEST" : "PRODUCTION";
}

}  // namespace

struct Api::Calls {
  std::mutex mutex;
  std::deque<CallRecord> list;
};

/// What is known of a call so far: enough to answer it whatever goes wrong.
struct Api::Progress {
  std::string path;
  std::string service;
  std::string ticket;
  std::string mode = "PRODUCTION";
  std::string user;
  merchants::BookPtr book;
  std::string error_code, detail, detailed_message;
  bool unauthorized = false;
  bool replayed = false;
  bool shop_wants_401 = false;
};

Api::Api(Gateway gateway, ApiOptions options)
    : gateway_(gateway),
      options_(std::move(options)),
      login_failures_(gateway.clock, options_.login_failures_per_minute),
      calls_(std::make_shared<Calls>()) {
  for (const auto& endpoint : endpoints()) {
    if (!endpoint.alias.empty()) by_path_[std::string(endpoint.alias)] = &endpoint;
    std::string versions(endpoint.service.versions);
    for (std::size_t at = 0; at < versions.size();) {
      const auto end = std::min(versions.find(' ', at), versions.size());
      by_path_[versions.substr(at, end - at) + "/" + std::string(endpoint.service.path)] =
          &endpoint;
      at = end + 1;
    }
  }
  gateway_.charges.set_answer_writer([this](const auto&... facts) {
    return write_settled(facts...);
  });
}

contract::Services services() {
  contract::Services list;
  for (const auto& endpoint : endpoints()) list.push_back(&endpoint.service);
  return list;
}

merchants::BookPtr Api::authenticate(const http::Request& request, Progress& progress) {
  auto credentials = parse_authorization(request.headers.get("Authorization"));
  if (!credentials) {
    progress.unauthorized = true;
    throw Refusal("INT_905", {}, {}, "no readable Authorization header");
  }
  progress.mode = mode_of_unknown(credentials->password.expose());
  progress.user = contract::fit_to_show(credentials->user, 8);
  const std::string key = progress.user + "/" + request.peer;
  if (login_failures_.exhausted(key)) throw Refusal("PSP_106");
  auto book =
      gateway_.directory.authenticate(credentials->user, credentials->password.expose());
  if (!book) {
    login_failures_.allow(key);
    progress.unauthorized = true;
    const auto shop = gateway_.directory.find(credentials->user, merchants::Mode::test);
    progress.shop_wants_401 = shop && shop->shop->options.unauthorized_status;
    throw Refusal("INT_905", {}, {}, "unknown shop or wrong password");
  }
  return book;
}

const Endpoint& Api::find(const http::Request& request, Progress& progress) const {
  const auto found = by_path_.find(versioned_service(progress.path));
  if (found == by_path_.end()) refuse_address(options_.server_url, request.path);
  progress.service = found->second->service.path;
  return *found->second;
}

contract::Document Api::decode(const http::Request& request, const Endpoint& endpoint,
                               const merchants::Book& book) const {
  if (request.body.size() > options_.body_bytes_max) throw Refusal("INT_914");
  const bool pci_right = book.shop->options.pci;
  const bool pci_service = endpoint.service.access == contract::Access::pci_shop;
  const auto body = contract::parse_body(request.body);
  if (!pci_right && (pci_service || carries_card_data(body))) throw Refusal("INT_913");
  if (book.shop->options.strict_members) {
    contract::refuse_unknown_members(body, *endpoint.service.input);
  }
  return contract::decode(body, *endpoint.service.input);
}

Task<std::string> Api::answer(http::Request& request, Progress& progress) {
  if (request.method != "POST") {
    // Whose call it was is told as for a POST, and a wrong password counts as one.
    try {
      progress.book = authenticate(request, progress);
      progress.mode = merchants::name_of(progress.book->mode);
    } catch (const Refusal&) {
      progress.unauthorized = false;
    }
    refuse_address(options_.server_url, request.path);
  }
  progress.book = authenticate(request, progress);
  const auto& book = *progress.book;
  progress.mode = merchants::name_of(book.mode);
  if (!book.active || !payments::connected(book, gateway_.acquirers)) throw Refusal("PSP_109");
  if (!book.shop->options.rest_api) throw Refusal("PSP_100");
  const Endpoint& endpoint = find(request, progress);
  Call call{.gateway = gateway_,
            .book = progress.book,
            .input = decode(request, endpoint, book),
            .caller = {.ip = request.peer,
                       .user_agent = contract::fit_to_show(request.headers.get("User-Agent"),
                                                           limits::shown_header_bytes_max),
                       .accept = contract::fit_to_show(request.headers.get("Accept"),
                                                       limits::shown_header_bytes_max)},
            .now = book.business_time(gateway_.clock.now())};
  if (!endpoint.service.reads) {
    call.claim = claim_of(gateway_, request, book, versioned_service(progress.path),
                          progress.service, progress.ticket);
  }
  if (call.claim) co_return co_await answer_once(endpoint, call, progress);
  const std::string json = co_await endpoint.run(call);
  co_return contract::write_success(context_of(progress), json);
}

/// Runs a service that carries an Idempotency-Key. Whatever it made durable carries the claim; when
/// another call was faster, its commit has failed and nothing of it is there.
Task<std::string> Api::answer_once(const Endpoint& endpoint, Call& call, Progress& progress) {
  KeyedCall keyed(gateway_, *call.claim);
  auto known = co_await keyed.answer_of_other();
  progress.replayed = known.has_value();
  if (known) {
    progress.detail = "answered before";
    co_return std::move(*known);
  }
  call.claim = keyed.claim();
  call.write_body = [this, &progress](const std::string& json) {
    return contract::write_success(context_of(progress), json);
  };
  std::string body;
  std::exception_ptr failure;
  try {
    const std::string json = co_await endpoint.run(call);
    body = contract::write_success(context_of(progress), json);
  } catch (...) {
    failure = std::current_exception();
  }
  if (!failure) co_return co_await keyed.keep(std::move(body));
  auto other = co_await keyed.answer_of_other();
  if (!other) std::rethrow_exception(failure);
  progress.replayed = true;
  co_return std::move(*other);
}

std::string Api::write_settled(const merchants::Book& book, const payments::Payment& payment,
                               const payments::Transaction& outcome,
                               std::span<const payments::Transaction> later,
                               const idempotency::Claim& claim) const {
  const Instant now = book.business_time(gateway_.clock.now());
  const contract::EnvelopeContext context{.web_service = claim.service,
                                          .mode = merchants::name_of(book.mode),
                                          .ticket = claim.ticket,
                                          .server_url = options_.server_url,
                                          .provider = options_.provider,
                                          .server_date = now};
  // A duplicate is a charge that is answered with its transaction.
  const bool duplicate = claim.service == transaction_duplicate.path;
  return contract::write_success(
      context, duplicate ? answers::write_transaction(book, payment, outcome)
                         : write_charge(book, payment, outcome, later, now));
}

contract::EnvelopeContext Api::context_of(const Progress& progress) const {
  const Instant wall = gateway_.clock.now();
  return {.web_service = progress.service,
          .mode = progress.mode,
          .ticket = progress.ticket,
          .server_url = options_.server_url,
          .provider = options_.provider,
          .server_date = progress.book ? progress.book->business_time(wall) : wall};
}

Task<http::Response> Api::handle(http::Request& request) {
  const Instant started = gateway_.clock.now();
  Progress progress;
  progress.path = normalised(request.path);
  progress.service = contract::fit_to_show(without_version(versioned_service(progress.path)),
                                           limits::shown_service_bytes_max);
  progress.ticket = gateway_.random.hex();
  std::string body;
  std::exception_ptr failure;
  try {
    body = co_await answer(request, progress);
  } catch (...) {
    failure = std::current_exception();
  }
  if (!failure) co_return finish(request, progress, std::move(body), started);
  const std::string shop_id = progress.book ? progress.book->shop->id : std::string();
  const Refusal refusal = contract::as_refusal(failure);
  progress.error_code = refusal.code;
  progress.detail = refusal.what();
  progress.detailed_message = refusal.detailed_message;
  body = contract::write_error(context_of(progress), refusal, shop_id);
  co_return finish(request, progress, std::move(body), started);
}

http::Response Api::finish(const http::Request& request, Progress& progress, std::string body,
                           Instant started) {
  const auto duration_ms = gateway_.clock.now().ms - started.ms;
  // Only declared services become label values: an attacker may call any name.
  const bool known = by_path_.contains(versioned_service(progress.path));
  const std::string label = known ? progress.service : "unknown";
  const std::string status = progress.error_code.empty() ? "SUCCESS" : "ERROR";
  metrics::counter("guichet_api_calls", "web service calls",
                   "service=\"" + label + "\",status=\"" + status + "\"")
      .add();
  metrics::histogram("guichet_api_seconds", "time to answer a web service call",
                     "service=\"" + label + "\"")
      .observe_seconds(static_cast<double>(duration_ms) / 1000);
  const std::string shop_id = progress.book ? progress.book->shop->id : progress.user;
  log::info("api.call", {{"ticket", progress.ticket},
                         {"shop", shop_id},
                         {"mode", progress.mode},
                         {"service", progress.service},
                         {"status", status},
                         {"code", progress.error_code},
                         {"detail", progress.detail},
                         {"peer", request.peer},
                         {"ms", std::to_string(duration_ms)}});
  {
    std::lock_guard lock(calls_->mutex);
    calls_->list.push_front({started, progress.ticket, shop_id, progress.mode, progress.service,
                             request.peer, progress.error_code, progress.detail, duration_ms,
                             progress.detailed_message});
    if (calls_->list.size() > calls_kept_max) calls_->list.pop_back();
  }
  http::Response response;
  response.body = std::move(body);
  if (request.method != "POST") response.headers.add("Allow", "POST");
  if (contract::find_error(progress.error_code)) {
    response.headers.add("Guichet-Explain", "/docs/errors/" + progress.error_code);
  }
  if (progress.replayed) response.headers.add("Idempotent-Replayed", "true");
  if (progress.unauthorized && (options_.unauthorized_status || progress.shop_wants_401)) {
    response.status = 401;
    response.headers.add("WWW-Authenticate", "Basic realm=\"" + options_.provider + "\"");
  }
  return response;
}

std::vector<CallRecord> Api::recent_calls() const {
  std::lock_guard lock(calls_->mutex);
  return {calls_->list.begin(), calls_->list.end()};
}

}  // namespace guichet::rest
