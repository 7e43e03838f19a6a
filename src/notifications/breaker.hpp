#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/time.hpp"

namespace guichet::notifications {

/// Remembers, in this process, which endpoints keep buyers waiting for nothing.
///
/// Five calls in a row without any HTTP answer, each of them slower than a second, open an
/// endpoint's breaker for a minute; then one call at a time may try again until one is answered.
/// An answer of any status closes it, and so does a quick refusal: it costs no buyer any time.
/// Thread-safe.
class Breaker {
 public:
  static constexpr int failures_max = 5;
  static constexpr std::int64_t open_ms = 60'000;
  static constexpr std::int64_t slow_ms = 1'000;
  /// A trial that never reported back does not keep others out for longer than this.
  static constexpr std::int64_t trial_ms = 60'000;

  /// True when a buyer may be kept waiting for a call to `endpoint` (host:port).
  bool allows(const std::string& endpoint, Instant now);
  void note_answer(const std::string& endpoint);
  void note_silence(const std::string& endpoint, Instant now, std::int64_t duration_ms);
  /// Endpoints whose breaker is open or on trial.
  int open_count() const;

 private:
  struct Entry {
    int failures = 0;
    Instant shut_until;  // no waiting before this
  };
  mutable std::mutex mutex_;
  std::map<std::string, Entry> entries_;  // failing endpoints only
};

}  // namespace guichet::notifications
