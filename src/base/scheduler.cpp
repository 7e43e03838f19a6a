#include "base/scheduler.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/check.hpp"
#include "base/log.hpp"

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

Detached run_detached(std::string name, Task<> task) {
  try {
    co_await std::move(task);
  } catch (const std::exception& error) {
    log::error("task.failed", {{"task", name}, {"reason", error.what()}});
  }
  running_tasks.fetch_sub(1, std::memory_order_relaxed);
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

std::int64_t spawned_tasks_running() { return running_tasks.load(std::memory_order_relaxed); }

// A waiter is woken once: by set() or by its timer, whoever flips `done` first. Both paths go
// through the waiter's own scheduler, so a set() on another thread never runs foreign code.
struct Event::State {
  struct Waiter {
    Scheduler* scheduler;
    std::coroutine_handle<> handle;
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
  std::vector<std::shared_ptr<State::Waiter>> woken;
  {
    std::lock_guard lock(state_->mutex);
    state_->set = true;
    for (auto& waiter : state_->waiters) {
      if (std::exchange(waiter->done, true)) continue;
      waiter->was_set = true;
      woken.push_back(waiter);
    }
    state_->waiters.clear();
  }
  for (auto& waiter : woken) waiter->scheduler->resume(waiter->handle);
}

bool Event::is_set() const {
  std::lock_guard lock(state_->mutex);
  return state_->set;
}

Task<bool> Event::wait_for(Scheduler::Duration limit) {
  auto state = state_;
  auto waiter = std::make_shared<State::Waiter>();
  struct Awaiter {
    std::shared_ptr<State> state;
    std::shared_ptr<State::Waiter> waiter;
    Scheduler::Duration limit;
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> handle) {
      // Copies first: the moment the lock is released, set() on another thread may resume this
      // coroutine and destroy the awaiter this code runs in.
      auto kept_state = state;
      auto kept_waiter = waiter;
      auto& scheduler = Scheduler::current();
      const auto kept_limit = limit;
      {
        std::lock_guard lock(kept_state->mutex);
        if (kept_state->set) {
          kept_waiter->was_set = true;
          return false;
        }
        kept_waiter->scheduler = &scheduler;
        kept_waiter->handle = handle;
        kept_state->waiters.push_back(kept_waiter);
      }
      scheduler.call_after(kept_limit, [kept_state, kept_waiter] {
        {
          std::lock_guard lock(kept_state->mutex);
          if (std::exchange(kept_waiter->done, true)) return;
          std::erase(kept_state->waiters, kept_waiter);
        }
        kept_waiter->handle.resume();
      });
      return true;
    }
    void await_resume() const noexcept {}
  };
  // A named awaiter: g++ 12 destroys the members of an aggregate made inside of the co_await twice.
  Awaiter awaiter{state, waiter, limit};
  co_await awaiter;
  co_return waiter->was_set;
}

}  // namespace guichet
