#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/time.hpp"

namespace guichet {

/// At most `burst` events of a key, refilled evenly over a minute (token bucket). Held in this
/// process: several processes each allow the limit. Thread-safe; memory is bounded.
class RateLimit {
 public:
  RateLimit(const Clock& clock, int per_minute) : clock_(clock), per_minute_(per_minute) {}

  /// True while the key has used up its allowance; counts nothing.
  bool exhausted(const std::string& key);
  /// Counts one event; false when that is one too many.
  bool allow(const std::string& key);

 private:
  struct Bucket {
    double left;
    Instant at;
  };
  Bucket& refilled(const std::string& key);

  static constexpr std::size_t keys_max = 50'000;
  const Clock& clock_;
  const int per_minute_;
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace guichet
