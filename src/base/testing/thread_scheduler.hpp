#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "base/scheduler.hpp"

namespace guichet::testing {

/// A scheduler with a thread of its own and real time, for tests of what completes operations from
/// other threads. For everything else take SimulatedScheduler: its order is the same every time.
///
/// Destruction runs what is ready and forgets the timers; spawned tasks must have finished.
class ThreadScheduler final : public Scheduler {
 public:
  ThreadScheduler() : thread_([this] { loop(); }) {}
  ~ThreadScheduler() override {
    call([this] { stopping_ = true; });
    thread_.join();
  }

  void call(std::function<void()> work) override {
    {
      std::lock_guard lock(mutex_);
      ready_.push_back(std::move(work));
    }
    wake_.notify_one();
  }
  void resume(std::coroutine_handle<> handle) override {
    call([handle] { handle.resume(); });
  }
  Timer call_after(Duration delay, std::function<void()> work) override {
    const auto due = Clock::now() + delay;
    Timer id;
    {
      std::lock_guard lock(mutex_);
      id = next_timer_++;
      timers_.emplace(std::pair(due, id), std::move(work));
    }
    wake_.notify_one();
    return id;
  }
  void cancel(Timer timer) override {
    std::lock_guard lock(mutex_);
    std::erase_if(timers_, [timer](const auto& entry) { return entry.first.second == timer; });
  }

  /// Runs `task` on the scheduler's thread; the calling thread waits for its value.
  template <class T>
  T run(Task<T> task) {
    // Shared: this thread may return before the other has finished with set_value.
    auto result = std::make_shared<std::promise<T>>();
    auto future = result->get_future();
    spawn(*this, "run", deliver(std::move(task), result));
    return future.get();
  }

 private:
  using Clock = std::chrono::steady_clock;

  template <class T>
  static Task<> deliver(Task<T> task, std::shared_ptr<std::promise<T>> result) {
    try {
      if constexpr (std::is_void_v<T>) {
        co_await std::move(task);
        result->set_value();
      } else {
        T value = co_await std::move(task);
        result->set_value(std::move(value));
      }
    } catch (...) {
      result->set_exception(std::current_exception());
    }
  }

  void loop() {
    Scope scope(*this);
    std::unique_lock lock(mutex_);
    while (!stopping_ || !ready_.empty()) {
      while (!timers_.empty() && timers_.begin()->first.first <= Clock::now()) {
        ready_.push_back(std::move(timers_.extract(timers_.begin()).mapped()));
      }
      if (ready_.empty()) {
        if (timers_.empty()) {
          wake_.wait(lock);
        } else {
          const auto due = timers_.begin()->first.first;
          wake_.wait_until(lock, due);
        }
        continue;
      }
      auto work = std::move(ready_.front());
      ready_.pop_front();
      lock.unlock();
      work();
      work = nullptr;
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> ready_;
  std::map<std::pair<Clock::time_point, Timer>, std::function<void()>> timers_;
  Timer next_timer_ = 1;
  bool stopping_ = false;  // own thread only
  std::thread thread_;
};

}  // namespace guichet::testing
