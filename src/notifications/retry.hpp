#pragma once

#include <vector>

namespace guichet::notifications {

/// Automatic retries without a longer schedule (spec/ipn-and-signatures.md 5).
inline constexpr int retries_by_default = 4;

/// True for the twelve statuses that mean "received" (spec/ipn-and-signatures.md 5).
bool is_success(int http_status);

/// How many retries may follow the first call.
int retries_max(const std::vector<int>& retry_minutes);

}  // namespace guichet::notifications
