#pragma once

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/task.hpp"

namespace guichet {

/// Where coroutines run: one scheduler per thread, and a coroutine never changes scheduler.
///
/// The design's door for tasks and time (design.md 1.6): the HTTP server drives schedulers on
/// sockets, tests and the simulation drive `SimulatedScheduler`. Whoever completes an operation
/// from another thread calls `resume()` on the scheduler that was current when the coroutine
/// suspended; only `resume`, `call` and `call_after` may be called from foreign threads.
class Scheduler {
 public:
  using Duration = std::chrono::milliseconds;
  using Timer = std::uint64_t;

  virtual ~Scheduler() = default;

  /// Runs `work` on this scheduler's thread, soon. Thread-safe.
  virtual void call(std::function<void()> work) = 0;
  /// Resumes a coroutine on this scheduler's thread, soon. Thread-safe.
  virtual void resume(std::coroutine_handle<> handle) = 0;
  /// Runs `work` after `delay` of wall time. Thread-safe.
  virtual Timer call_after(Duration delay, std::function<void()> work) = 0;
  /// Forgets a timer that has not fired; harmless afterwards. Own thread only.
  virtual void cancel(Timer timer) = 0;

  /// Spread in [0, bound), bound > 0: for pauses that contenders must not share. No secret, and the
  /// same row of numbers on every scheduler, so that a simulation repeats itself. Own thread only.
  std::uint64_t spread(std::uint64_t bound);

  /// The scheduler this thread is running; it is an error to ask outside of one.
  static Scheduler& current();

  /// Names `scheduler` as the current one of this thread for the scope's life.
  class Scope {
   public:
    explicit Scope(Scheduler& scheduler);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Scheduler* previous_;
  };

 private:
  std::uint64_t spread_ = 0;
};

/// Starts `task` on `scheduler` and lets it run by itself. An exception that escapes is logged
/// with `name` and counted; it never ends the process.
void spawn(Scheduler& scheduler, std::string_view name, Task<> task);

/// Suspends for `delay` of wall time on the current scheduler.
Task<> sleep_for(Scheduler::Duration delay);

/// How many spawned tasks have not finished: what draining waits for.
std::int64_t spawned_tasks_running();

/// A one-shot signal between coroutines of any schedulers.
///
/// Promise: after `set()`, every present and future wait returns true. Share it by shared_ptr
/// when setter and waiter live apart. Thread-safe.
class Event {
 public:
  Event();
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void set();
  bool is_set() const;
  /// True when set within `limit`, false otherwise. The Event must live until the returned task
  /// first suspends; after that it may go, and the wait ends at its limit.
  Task<bool> wait_for(Scheduler::Duration limit);

 private:
  struct State;
  struct Awaiter;
  std::shared_ptr<State> state_;
};

}  // namespace guichet
