#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/rate_limit.hpp"
#include "contract/envelope.hpp"
#include "http/message.hpp"
#include "rest/call.hpp"

namespace guichet::rest {

/// Every endpoint, in the order of the reference (rest/endpoints.cpp).
const std::vector<Endpoint>& endpoints();
/// Their declarations, for OpenAPI and the reference pages.
contract::Services services();

struct ApiOptions {
  std::string server_url;                      // scheme and host of the answers
  std::string provider = "GUICHET";            // applicationProvider
  std::size_t body_bytes_max = limits::api_body_bytes_max;
  bool unauthorized_status = false;             // 401 instead of 200 for wrong credentials
  int login_failures_per_minute = 60;          // per shop and address; beyond: PSP_106
};

/// A call as the log of calls keeps it, without any request content but the value that was refused,
/// as far as the answer repeated it.
struct CallRecord {
  Instant at;
  std::string ticket, shop_id, mode, service, peer, error_code, detail;
  std::int64_t duration_ms = 0;
  std::string detailed_message;  // of the answer
};

/// `/api-payment/V4/…`: addressing, authentication, decoding, the envelope (spec/envelope.md),
/// in the order of spec/error-codes.md 1 rule 6. Nothing here knows a single web service.
class Api {
 public:
  Api(Gateway gateway, ApiOptions options);

  Task<http::Response> handle(http::Request& request);
  /// The latest calls, newest first, from this process's memory.
  std::vector<CallRecord> recent_calls() const;

 private:
  struct Progress;
  /// The whole body, envelope included.
  Task<std::string> answer(http::Request& request, Progress& progress);
  Task<std::string> answer_once(const Endpoint& endpoint, Call& call, Progress& progress);
  contract::EnvelopeContext context_of(const Progress& progress) const;
  /// The body of a call with an Idempotency-Key, when its charge settles, now or by recovery.
  std::string write_settled(const merchants::Book& book, const payments::Payment& payment,
                            const payments::Transaction& outcome,
                            std::span<const payments::Transaction> later,
                            const idempotency::Claim& claim) const;
  merchants::BookPtr authenticate(const http::Request& request, Progress& progress);
  const Endpoint& find(const http::Request& request, Progress& progress) const;
  contract::Document decode(const http::Request& request, const Endpoint& endpoint,
                            const merchants::Book& book) const;
  http::Response finish(const http::Request& request, Progress& progress, std::string body,
                        Instant started);

  Gateway gateway_;
  ApiOptions options_;
  std::map<std::string, const Endpoint*, std::less<>> by_path_;
  RateLimit login_failures_;
  struct Calls;
  std::shared_ptr<Calls> calls_;
};

}  // namespace guichet::rest
