#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "http/message.hpp"

namespace guichet::sandbox {

/// A web service call as the API remembers it: of the request, only what the answer repeated.
struct ApiCall {
  Instant at;
  std::string ticket, shop_id, mode, service, peer;
  std::string error_code;  // empty: SUCCESS
  std::string detail;      // why, in the gateway's own words
  std::string detailed_message;  // of the answer: which member, which value
  std::int64_t duration_ms = 0;
};

/// The latest calls, newest first. Wired to rest::Api in main.
using RecentCalls = std::function<std::vector<ApiCall>()>;

/// `GET /sandbox/calls`: `{"calls": [...]}`.
http::Response calls_json(const std::vector<ApiCall>& calls);
/// `GET /sandbox/log`: the same for people; looks again by itself.
http::Response calls_page(const std::vector<ApiCall>& calls);

}  // namespace guichet::sandbox
