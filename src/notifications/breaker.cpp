#include "notifications/breaker.hpp"

namespace guichet::notifications {

bool Breaker::allows(const std::string& endpoint, Instant now) {
  std::lock_guard lock(mutex_);
  const auto found = entries_.find(endpoint);
  if (found == entries_.end() || found->second.failures < failures_max) return true;
  if (now < found->second.shut_until) return false;
  found->second.shut_until = now.plus_ms(trial_ms);
  return true;
}

void Breaker::note_answer(const std::string& endpoint) {
  std::lock_guard lock(mutex_);
  entries_.erase(endpoint);
}

void Breaker::note_silence(const std::string& endpoint, Instant now, std::int64_t duration_ms) {
  std::lock_guard lock(mutex_);
  if (duration_ms < slow_ms) {
    entries_.erase(endpoint);
    return;
  }
  auto& entry = entries_[endpoint];
  ++entry.failures;
  if (entry.failures >= failures_max) entry.shut_until = now.plus_ms(open_ms);
}

int Breaker::open_count() const {
  std::lock_guard lock(mutex_);
  int open = 0;
  for (const auto& [endpoint, entry] : entries_) open += entry.failures >= failures_max;
  return open;
}

}  // namespace guichet::notifications
