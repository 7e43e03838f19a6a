#include "base/rate_limit.hpp"

#include <algorithm>

namespace guichet {

RateLimit::Bucket& RateLimit::refilled(const std::string& key) {
  const Instant now = clock_.now();
  const double full = per_minute_;
  if (buckets_.size() >= keys_max) {
    std::erase_if(buckets_,
                  [&](const auto& entry) { return now.ms - entry.second.at.ms > 60'000; });
    // A flood of fresh keys: forgetting them all is safer than growing without bound.
    if (buckets_.size() >= keys_max) buckets_.clear();
  }
  auto& bucket = buckets_.try_emplace(key, Bucket{full, now}).first->second;
  const auto passed_ms = std::max<std::int64_t>(0, now.ms - bucket.at.ms);
  const double minutes = static_cast<double>(passed_ms) / 60'000;
  bucket.left = std::min(full, bucket.left + minutes * full);
  bucket.at = now;
  return bucket;
}

bool RateLimit::exhausted(const std::string& key) {
  std::lock_guard lock(mutex_);
  if (!buckets_.contains(key)) return false;
  return refilled(key).left < 1;
}

bool RateLimit::allow(const std::string& key) {
  std::lock_guard lock(mutex_);
  auto& bucket = refilled(key);
  if (bucket.left < 1) return false;
  bucket.left -= 1;
  return true;
}

}  // namespace guichet
