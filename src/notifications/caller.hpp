#pragma once

#include <cstdint>
#include <string>

#include "notifications/breaker.hpp"
#include "notifications/outbox.hpp"

namespace guichet::notifications {

/// The text of one call, or why there is none.
struct Prepared {
  SignedText text;
  std::string fault;  // "text_failed", or "payment_gone": nothing left to tell
};

/// How one call ended.
struct CallAnswer {
  int http_status = 0;
  std::string fault;
  std::string answer_start;
  std::int64_t duration_ms = 0;

  bool delivered() const;
};

/// The first 512 characters of an answer, as text that every store takes: bytes that are no
/// UTF-8, and NUL, become U+FFFD.
std::string start_of_answer(std::string_view body);

/// "host:port" of an address, as the breaker knows it; empty when it is none.
std::string endpoint_of(std::string_view url);

/// Makes one call: text, signature, POST, and what came back. Keeps no books.
class Caller {
 public:
  Caller(http::Client& client, const Clock& clock, const OutboxOptions& options)
      : client_(client), clock_(clock), options_(options) {}

  void set_text_source(MakeText make_text) { make_text_ = std::move(make_text); }

  /// `text`, or the current one when it is empty, signed with the book's password.
  Task<Prepared> prepare(BookPtr book, std::string payment_id, std::string transaction,
                         Rule rule, std::string text);
  /// Sends it; a Prepared with a fault is not sent and becomes that failure. Takes at most
  /// limits::ipn_total_time_max.
  Task<CallAnswer> post(std::string url, Prepared prepared);

  Breaker& breaker() { return breaker_; }

 private:
  http::Client& client_;
  const Clock& clock_;
  const OutboxOptions& options_;
  MakeText make_text_;
  Breaker breaker_;
};

}  // namespace guichet::notifications
