#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/scheduler.hpp"

namespace guichet::notifications {

/// One at a time per payment, in this process. Thread-safe.
class Gate {
 public:
  /// Empty when the caller is in; otherwise what to wait for before trying again.
  std::shared_ptr<guichet::Event> enter(const std::string& payment) {
    std::lock_guard lock(mutex_);
    const auto [place, entered] = inside_.try_emplace(payment);
    if (!entered) return place->second;
    place->second = std::make_shared<guichet::Event>();
    return {};
  }

  /// Leaves at the end of its scope.
  class Pass {
   public:
    Pass(Gate& gate, std::string payment) : gate_(gate), payment_(std::move(payment)) {}
    ~Pass() { gate_.leave(payment_); }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

   private:
    Gate& gate_;
    std::string payment_;
  };

 private:
  void leave(const std::string& payment) {
    std::shared_ptr<guichet::Event> left;
    {
      std::lock_guard lock(mutex_);
      const auto place = inside_.find(payment);
      left = std::move(place->second);
      inside_.erase(place);
    }
    left->set();
  }

  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<guichet::Event>> inside_;
};

}  // namespace guichet::notifications
