#include "notifications/retry.hpp"

#include <algorithm>

#include "notifications/outbox.hpp"

namespace guichet::notifications {

namespace {

constexpr std::int64_t quarter_ms = 15 * 60 * 1000;

}  // namespace

bool is_success(int http_status) {
  switch (http_status) {
    case 200: case 201: case 202: case 203: case 204: case 205: case 206:
    case 301: case 302: case 303: case 307: case 308:
      return true;
    default:
      return false;
  }
}

int retries_max(const std::vector<int>& retry_minutes) {
  return retry_minutes.empty() ? retries_by_default : static_cast<int>(retry_minutes.size());
}

std::optional<Instant> next_retry(Instant first_call, Instant now, int failed_attempts,
                                  const std::vector<int>& retry_minutes) {
  if (failed_attempts <= 0) return now;
  const int retries_made = failed_attempts - 1;
  if (retries_made >= retries_max(retry_minutes)) return std::nullopt;
  if (!retry_minutes.empty()) {
    const auto minutes = retry_minutes[static_cast<std::size_t>(retries_made)];
    return std::max(first_call.plus_seconds(60LL * minutes), now);
  }
  // The epoch began on a quarter of an hour, and every offset in use is a whole number of them.
  return Instant{(now.ms / quarter_ms + 1) * quarter_ms};
}

}  // namespace guichet::notifications
