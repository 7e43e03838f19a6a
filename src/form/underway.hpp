#pragma once

#include <map>
#include <mutex>
#include <string>

namespace guichet::form {

/// The tokens whose `pay` this process is working on, from before the attempt is counted until the
/// merchant's server was told: who asks for the outcome meanwhile is told to wait, so that the
/// merchant hears before the browser (spec/ipn-and-signatures.md 1). Thread-safe.
class Underway {
 public:
  /// Keeps one entry for as long as it lives.
  class Hold {
   public:
    Hold(Underway& all, std::string token) : all_(all), token_(std::move(token)) {
      const std::lock_guard lock(all_.mutex_);
      ++all_.counts_[token_];
    }
    ~Hold() {
      const std::lock_guard lock(all_.mutex_);
      const auto entry = all_.counts_.find(token_);
      if (--entry->second == 0) all_.counts_.erase(entry);
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

   private:
    Underway& all_;
    const std::string token_;
  };

  bool has(const std::string& token) {
    const std::lock_guard lock(mutex_);
    return counts_.contains(token);
  }

 private:
  std::mutex mutex_;
  std::map<std::string, int> counts_;
};

}  // namespace guichet::form
