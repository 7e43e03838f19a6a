#include "base/scheduler.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/check.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"

namespace guichet {

namespace {

thread_local Scheduler* current_scheduler = nullptr;
std::atomic<std::int64_t> running_tasks{0};

/// The frame of a spawned task: it owns itself and frees itself at the end.
struct Detached {
  struct promise_type {
    Detached get_return_object() noexcept {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
  std::coroutine_handle<> handle;
};

void report_failure(const std::string& name, std::string reason) {
  static auto& failures = metrics::counter("guichet_tasks_failed", "Background tasks ended by an "
                                                                   "exception");
  failures.add();
  log::error("task.failed", {{"task", name}, {"reason", std::move(reason)}});
}

Detached run_detached(std::string name, Task<> task) {
  try {
    // The task's frame must be gone before the count says so: whoever drains frees, on seeing
    // zero, the very things that the frame's parameters may refer to.
    Task<> running = std::move(task);
    co_await std::move(running);
  } catch (const std::exception& error) {
    report_failure(name, error.what());
  } catch (...) {
    report_failure(name, "unknown");
  }
  running_tasks.fetch_sub(1, std::memory_order_release);
}

struct SleepAwaiter {
  Scheduler::Duration delay;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) const {
    Scheduler::current().call_after(delay, [handle] { handle.resume(); });
  }
  void await_resume() const noexcept {}
};

}  // namespace

std::uint64_t Scheduler::spread(std::uint64_t bound) {
  // Weyl's sequence with the golden ratio: consecutive numbers lie far from each other.
  spread_ += 0x9E3779B97F4A7C15;
  return (spread_ >> 32) % bound;
}

Scheduler& Scheduler::current() {
  check(current_scheduler != nullptr, "no scheduler runs on this thread");
  return *current_scheduler;
}

Scheduler::Scope::Scope(Scheduler& scheduler) : previous_(current_scheduler) {
  current_scheduler = &scheduler;
}
Scheduler::Scope::~Scope() { current_scheduler = previous_; }

void spawn(Scheduler& scheduler, std::string_view name, Task<> task) {
  running_tasks.fetch_add(1, std::memory_order_relaxed);
  scheduler.resume(run_detached(std::string(name), std::move(task)).handle);
}

Task<> sleep_for(Scheduler::Duration delay) { co_await SleepAwaiter{delay}; }

std::int64_t spawned_tasks_running() { return running_tasks.load(std::memory_order_acquire); }

// A waiter is woken once: by set() or by its timer, whoever flips `done` first. Both paths go
// through the waiter's own scheduler, so a set() on another thread never runs foreign code.
struct Event::State {
  struct Waiter {
    Scheduler* scheduler = nullptr;
    std::coroutine_handle<> handle;
    Scheduler::Timer timer = 0;  // the waiter's own thread alone touches it
    bool done = false;
    bool was_set = false;
  };
  mutable std::mutex mutex;
  bool set = false;
  std::vector<std::shared_ptr<Waiter>> waiters;
};

Event::Event() : state_(std::make_shared<State>()) {}
Event::~Event() = default;

void Event::set() {
  // Kept here: a waiter on another thread may destroy this Event as soon as it sees it set.
  const auto state = state_;
  std::vector<std::shared_ptr<State::Waiter>> woken;
  {
    std::lock_guard lock(state->mutex);
    state->set = true;
    for (auto& waiter : state->waiters) {
      if (std::exchange(waiter->done, true)) continue;
      waiter->was_set = true;
      woken.push_back(waiter);
    }
    state->waiters.clear();
  }
  for (auto& waiter : woken) waiter->scheduler->resume(waiter->handle);
}

bool Event::is_set() const {
  std::lock_guard lock(state_->mutex);
  return state_->set;
}

// Suspends one waiter. It is resumed on its own thread only, hence never before await_suspend()
// has returned, so the awaiter and the timer's number may be used until then.
struct Event::Awaiter {
  std::shared_ptr<State> state;
  std::shared_ptr<State::Waiter> waiter;
  Scheduler::Duration limit;

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> handle) {
    auto& scheduler = Scheduler::current();
    {
      std::lock_guard lock(state->mutex);
      if (state->set) {
        waiter->was_set = true;
        return false;
      }
      waiter->scheduler = &scheduler;
      waiter->handle = handle;
      state->waiters.push_back(waiter);
    }
    waiter->timer = scheduler.call_after(limit, [state = state, waiter = waiter] {
      {
        std::lock_guard lock(state->mutex);
        if (std::exchange(waiter->done, true)) return;
        std::erase(state->waiters, waiter);
      }
      waiter->handle.resume();
    });
    return true;
  }
  void await_resume() const noexcept {}
};

Task<bool> Event::wait_for(Scheduler::Duration limit) {
  auto waiter = std::make_shared<State::Waiter>();
  Awaiter awaiter{state_, waiter, limit};
  co_await awaiter;
  // Without this a timer of 30 s would outlive every wait that ended early.
  if (waiter->was_set && waiter->timer != 0) Scheduler::current().cancel(waiter->timer);
  co_return waiter->was_set;
}

}  // namespace guichet
