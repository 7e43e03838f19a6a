#include "base/simulated_scheduler.hpp"

namespace guichet {

void SimulatedScheduler::call(std::function<void()> work) { ready_.push_back(std::move(work)); }

void SimulatedScheduler::resume(std::coroutine_handle<> handle) {
  ready_.push_back([handle] { handle.resume(); });
}

Scheduler::Timer SimulatedScheduler::call_after(Duration delay, std::function<void()> work) {
  const Timer id = next_timer_++;
  timers_.emplace(std::pair(clock_.now().ms + delay.count(), id), std::move(work));
  return id;
}

void SimulatedScheduler::cancel(Timer timer) {
  std::erase_if(timers_, [timer](const auto& entry) { return entry.first.second == timer; });
}

void SimulatedScheduler::run_ready() {
  Scope scope(*this);
  while (!ready_.empty()) {
    auto work = std::move(ready_.front());
    ready_.pop_front();
    work();
  }
}

bool SimulatedScheduler::run_one() {
  if (!ready_.empty()) {
    run_ready();
    return true;
  }
  if (timers_.empty()) return false;
  auto first = timers_.extract(timers_.begin());
  if (first.key().first > clock_.now().ms) clock_.set(Instant{first.key().first});
  Scope scope(*this);
  first.mapped()();
  return true;
}

void SimulatedScheduler::run_for(Duration limit) {
  const auto end = clock_.now().ms + limit.count();
  run_ready();
  while (!timers_.empty() && timers_.begin()->first.first <= end) {
    run_one();
    run_ready();
  }
  if (end > clock_.now().ms) clock_.set(Instant{end});  // work may have moved it further
}

}  // namespace guichet
