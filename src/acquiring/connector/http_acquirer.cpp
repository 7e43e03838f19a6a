#include "acquiring/connector/http_acquirer.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include "acquiring/connector/wire.hpp"
#include "base/log.hpp"

namespace guichet::acquiring {

using std::chrono::milliseconds;

namespace {

constexpr std::size_t ranges_bytes_max = 64 * 1024 * 1024;
constexpr milliseconds retry_period{60'000};

http::Url under(const http::Url& base, const std::string& path) {
  auto url = base;
  while (url.target.ends_with('/')) url.target.pop_back();
  url.target += path;
  auto root = base.text;
  while (root.ends_with('/')) root.pop_back();
  url.text = root + path;
  return url;
}

}  // namespace

HttpAcquirer::HttpAcquirer(http::Url base, Secret token, std::shared_ptr<http::Client> client,
                           bool verify_tls)
    : base_(std::move(base)),
      token_(std::move(token)),
      verify_tls_(verify_tls),
      client_(std::move(client)) {
  if (!base_.tls && !wire::is_loopback(base_.host)) {
    throw std::invalid_argument("an acquirer outside this machine needs https: " + base_.text);
  }
  tables_.push_back(std::make_unique<CardRanges>(std::vector<CardRange>{}));
  current_ = tables_.back().get();
}

Task<HttpAcquirer::Body> HttpAcquirer::exchange(std::string method, std::string path,
                                                std::string body, milliseconds deadline) {
  if (deadline <= milliseconds{0}) co_return Failure{std::string("no time is left")};
  http::Outgoing request;
  request.method = std::move(method);
  request.url = under(base_, path);
  request.headers.add("Accept", "application/json");
  if (!body.empty()) request.headers.add("Content-Type", "application/json;charset=UTF-8");
  if (!token_.empty()) {
    request.headers.add("Authorization", "Bearer " + std::string(token_.expose()));
  }
  request.body = std::move(body);
  request.total_time_max = deadline;
  request.connect_time_max = std::min(request.connect_time_max, deadline);
  request.allow_private = true;
  request.verify_tls = verify_tls_;
  if (request.method == "GET") request.answer_bytes_max = ranges_bytes_max;
  try {
    Result<http::Response, http::FetchFault> answer = co_await client_->fetch(std::move(request));
    if (!answer) co_return Failure{std::string(http::name_of(answer.reason()))};
    if (answer->status != 200) {
      co_return Failure{"the acquirer answered with status " + std::to_string(answer->status)};
    }
    co_return std::move(answer->body);
  } catch (const std::exception& error) {
    co_return Failure{std::string(error.what())};
  }
}

Task<Outcome> HttpAcquirer::operate(std::string path, std::string body, milliseconds deadline) {
  Body answer = co_await exchange("POST", std::move(path), std::move(body), deadline);
  if (!answer) co_return Unknown{answer.reason()};
  co_return wire::decode_outcome(*answer);
}

// The request is turned into text here and now: no card number waits in a coroutine for its turn.
Task<Outcome> HttpAcquirer::authorise(Authorise request) {
  return operate("/v1/authorise", wire::encode(request), request.deadline);
}
Task<Outcome> HttpAcquirer::capture(Operate request) {
  return operate("/v1/capture", wire::encode(request), request.deadline);
}
Task<Outcome> HttpAcquirer::refund(Operate request) {
  return operate("/v1/refund", wire::encode(request), request.deadline);
}

Task<Inquiry> HttpAcquirer::inquire(std::string request_id, milliseconds deadline) {
  const wire::Inquire message{std::move(request_id), deadline};
  std::string body = wire::encode(message);
  Body answer = co_await exchange("POST", "/v1/inquire", std::move(body), deadline);
  if (!answer) co_return Unknown{answer.reason()};
  co_return wire::decode_inquiry(*answer);
}

Task<Reversal> HttpAcquirer::reverse(std::string request_id, std::string transaction,
                                     milliseconds deadline) {
  const wire::Reverse message{std::move(request_id), std::move(transaction), deadline};
  std::string body = wire::encode(message);
  Body answer = co_await exchange("POST", "/v1/reverse", std::move(body), deadline);
  if (!answer) co_return Reversal::unknown;
  co_return wire::decode_reversal(*answer);
}

const CardRanges& HttpAcquirer::ranges() const { return *current_.load(); }

Task<bool> HttpAcquirer::refresh_ranges() {
  Body answer = co_await exchange("GET", "/v1/ranges", std::string(), refresh_time_max);
  if (!answer) {
    log::warning("acquirer.ranges_not_refreshed", {{"reason", answer.reason()}});
    co_return false;
  }
  {
    std::lock_guard lock(mutex_);
    if (*answer == current_text_) co_return true;
  }
  auto ranges = wire::decode_ranges(*answer);
  if (!ranges) {
    log::warning("acquirer.ranges_not_refreshed", {{"reason", "not a table of ranges"}});
    co_return false;
  }
  std::lock_guard lock(mutex_);
  current_text_ = std::move(*answer);
  install(std::move(*ranges));
  co_return true;
}

// Readers hold a table by reference and for the length of one request: an old table is destroyed
// only after many further changes, which are hours apart.
void HttpAcquirer::install(std::vector<CardRange> ranges) {
  tables_.push_back(std::make_unique<CardRanges>(std::move(ranges)));
  current_ = tables_.back().get();
  if (tables_.size() > tables_kept_max) tables_.erase(tables_.begin());
}

Task<> HttpAcquirer::keep_ranges_fresh(milliseconds period, std::shared_ptr<Event> stop) {
  while (!stop->is_set()) {
    const bool fresh = co_await refresh_ranges();
    const auto pause = fresh ? period : std::min(period, retry_period);
    const bool stopped = co_await stop->wait_for(pause);
    if (stopped) co_return;
  }
}

}  // namespace guichet::acquiring
