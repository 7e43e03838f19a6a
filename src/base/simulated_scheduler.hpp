#pragma once

#include <deque>
#include <map>
#include <utility>

#include "base/check.hpp"
#include "base/scheduler.hpp"
#include "base/time.hpp"

namespace guichet {

/// A scheduler on one thread whose time moves only when told: tests and the simulation.
///
/// `clock` is advanced to each timer's due time before it fires, so that a day passes in
/// milliseconds and two runs of one seed interleave the same way. Unlike other schedulers it has
/// no lock: nothing may complete on it from another thread.
class SimulatedScheduler final : public Scheduler {
 public:
  explicit SimulatedScheduler(ManualClock& clock) : clock_(clock) {}

  void call(std::function<void()> work) override;
  void resume(std::coroutine_handle<> handle) override;
  Timer call_after(Duration delay, std::function<void()> work) override;
  void cancel(Timer timer) override;

  /// Runs everything that is ready now, without moving time.
  void run_ready();
  /// Runs, moving time from timer to timer, until nothing is left or `limit` has passed.
  void run_for(Duration limit);
  /// Runs until `task` has finished and gives its value; fails a check if it never does.
  template <class T>
  T run(Task<T> task);
  /// Timers neither fired nor cancelled.
  std::size_t timers_pending() const { return timers_.size(); }

 private:
  bool run_one();

  ManualClock& clock_;
  std::deque<std::function<void()>> ready_;
  std::map<std::pair<std::int64_t, Timer>, std::function<void()>> timers_;
  Timer next_timer_ = 1;
};

template <class T>
T SimulatedScheduler::run(Task<T> task) {
  std::optional<T> result;
  std::exception_ptr error;
  spawn(*this, "run", [](Task<T> inner, std::optional<T>& out,
                         std::exception_ptr& failed) -> Task<> {
    try {
      out.emplace(co_await std::move(inner));
    } catch (...) {
      failed = std::current_exception();
    }
  }(std::move(task), result, error));
  while (!result && !error && run_one()) {
  }
  if (error) std::rethrow_exception(error);
  check(result.has_value(), "simulated task never finished");
  return std::move(*result);
}

template <>
inline void SimulatedScheduler::run(Task<void> task) {
  run<bool>([](Task<void> inner) -> Task<bool> {
    co_await std::move(inner);
    co_return true;
  }(std::move(task)));
}

}  // namespace guichet
