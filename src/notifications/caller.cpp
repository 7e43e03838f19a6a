#include "notifications/caller.hpp"

#include "base/check.hpp"
#include "base/encoding.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "notifications/retry.hpp"

namespace guichet::notifications {

namespace {

constexpr std::size_t bytes_per_character_max = 4;

void count(const CallAnswer& answer) {
  const std::string result = answer.delivered()      ? "delivered"
                             : answer.fault.empty() ? "bad_status"
                                                    : answer.fault;
  metrics::counter("guichet_notification_calls", "Calls to merchants by result",
                   metrics::label("result", result))
      .add();
  static metrics::Histogram& seconds =
      metrics::histogram("guichet_notification_seconds", "Time of calls to merchants");
  seconds.observe_seconds(static_cast<double>(answer.duration_ms) / 1000);
}

}  // namespace

bool CallAnswer::delivered() const { return fault.empty() && is_success(http_status); }

std::string start_of_answer(std::string_view body) {
  const std::size_t characters_max = limits::ipn_stored_answer_chars_max;
  std::string text =
      replace_invalid_utf8(body.substr(0, characters_max * bytes_per_character_max));
  std::string start;
  std::size_t characters = 0;
  for (const char c : text) {
    const bool begins_character = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (begins_character && ++characters > characters_max) break;
    if (c == '\0') {
      start += "\xEF\xBF\xBD";
    } else {
      start.push_back(c);
    }
  }
  return start;
}

std::string endpoint_of(std::string_view url) {
  const auto parsed = http::Url::parse(url);
  if (!parsed) return {};
  return parsed->host + ":" + std::to_string(parsed->port);
}

Task<Prepared> Caller::prepare(BookPtr book, std::string payment_id, std::string transaction,
                               Rule rule, std::string text) {
  check(static_cast<bool>(make_text_), "notifications have no text source");
  Prepared prepared;
  try {
    if (text.empty()) text = co_await make_text_(book, payment_id, transaction, rule);
    if (text.empty()) {
      prepared.fault = "payment_gone";
    } else {
      prepared.text = sign(std::move(text), book->keys.password);
    }
  } catch (const std::exception& error) {
    prepared.fault = "text_failed";
    log::error("notification.text_failed", {{"payment", payment_id}, {"reason", error.what()}});
  }
  co_return prepared;
}

Task<CallAnswer> Caller::post(std::string url, Prepared prepared) {
  CallAnswer answer;
  answer.fault = prepared.fault;
  const auto parsed = http::Url::parse(url);
  if (answer.fault.empty() && !parsed) answer.fault = "bad_address";
  if (!answer.fault.empty()) {
    count(answer);
    co_return answer;
  }
  http::Outgoing request;
  request.url = *parsed;
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.headers.add("Accept", "*/*");
  request.headers.add("User-Agent", options_.user_agent);
  request.body = write_form(prepared.text, "password");
  request.allow_private = options_.allow_private_targets;
  request.verify_tls = options_.verify_tls;

  const Instant start = clock_.now();
  auto fetched = co_await client_.fetch(std::move(request));
  const Instant end = clock_.now();
  answer.duration_ms = end.ms > start.ms ? end.ms - start.ms : 0;
  const std::string endpoint = parsed->host + ":" + std::to_string(parsed->port);
  if (fetched) {
    answer.http_status = fetched->status;
    answer.answer_start = start_of_answer(fetched->body);
    breaker_.note_answer(endpoint);
  } else {
    answer.fault = std::string(http::name_of(fetched.reason()));
    breaker_.note_silence(endpoint, end, answer.duration_ms);
  }
  count(answer);
  co_return answer;
}

}  // namespace guichet::notifications
