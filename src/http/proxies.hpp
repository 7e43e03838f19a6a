#pragma once

#include <string>
#include <vector>

#include "http/address.hpp"
#include "http/message.hpp"

namespace guichet::http {

/// The proxies whose X-Forwarded-* fields are believed.
class TrustedProxies {
 public:
  TrustedProxies() = default;
  /// Throws std::invalid_argument for a text that is no address and no range.
  explicit TrustedProxies(const std::vector<std::string>& ranges);

  bool holds(const IpAddress& address) const;

  /// Rewrites peer, secure and host of a request that came in from `request.peer`.
  ///
  /// X-Forwarded-For is read from the right: each proxy appends the address it saw, so the first
  /// one that is not ours is the last that nobody could have made up. Of X-Forwarded-Proto and
  /// X-Forwarded-Host the rightmost value counts, for the same reason.
  void apply(Request& request) const;

 private:
  std::vector<IpRange> ranges_;
};

}  // namespace guichet::http
