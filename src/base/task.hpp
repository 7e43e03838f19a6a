#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace guichet {

/// A lazy coroutine: nothing runs until it is awaited, and it runs exactly once.
///
/// Promise: the awaiting coroutine resumes on the scheduler it was on; an exception thrown
/// inside comes out of the `co_await`; a loop over tasks that never suspend needs no more stack
/// than one of them. A task starts on its scheduler's thread: spawn() sees to it. The frame
/// belongs to the Task object: destroying an unfinished Task destroys its frame, so never destroy
/// one that is suspended on an operation whose completion still holds its handle (spawn it
/// instead, see scheduler.hpp).
template <class T = void>
class [[nodiscard]] Task;

namespace detail {

struct TaskPromiseBase {
  std::coroutine_handle<> continuation = std::noop_coroutine();
  std::exception_ptr error;
  bool starting = false;  // inside the awaiter's resume(): whoever awaits has not returned yet

  std::suspend_always initial_suspend() noexcept { return {}; }
  struct Final {
    bool await_ready() noexcept { return false; }
    template <class P>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<P> self) noexcept {
      auto& promise = self.promise();
      if (promise.starting) return std::noop_coroutine();
      return promise.continuation;
    }
    void await_resume() noexcept {}
  };
  Final final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept { error = std::current_exception(); }
};

template <class T>
struct TaskPromise : TaskPromiseBase {
  std::optional<T> value;
  Task<T> get_return_object() noexcept;
  template <class U>
  void return_value(U&& u) {
    value.emplace(std::forward<U>(u));
  }
  T take() {
    if (error) std::rethrow_exception(error);
    return std::move(*value);
  }
};

template <>
struct TaskPromise<void> : TaskPromiseBase {
  Task<void> get_return_object() noexcept;
  void return_void() noexcept {}
  void take() {
    if (error) std::rethrow_exception(error);
  }
};

}  // namespace detail

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::TaskPromise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  Task() = default;
  explicit Task(Handle handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      reset();
      handle_ = std::exchange(other.handle_, {});
    }
    return *this;
  }
  ~Task() { reset(); }

  struct Awaiter {
    Handle handle;
    bool await_ready() noexcept { return false; }
    // The task runs inside this call until it first suspends. Transferring to it instead would
    // cost one more stack frame for each await in builds without tail calls (-O0, sanitizers),
    // and a long loop over tasks that never suspend would end in a stack overflow.
    bool await_suspend(std::coroutine_handle<> caller) noexcept {
      auto& promise = handle.promise();
      promise.continuation = caller;
      promise.starting = true;
      handle.resume();
      if (handle.done()) return false;
      promise.starting = false;
      return true;
    }
    T await_resume() { return handle.promise().take(); }
  };
  Awaiter operator co_await() && noexcept { return {handle_}; }

 private:
  void reset() {
    if (handle_) handle_.destroy();
    handle_ = {};
  }
  Handle handle_;
};

namespace detail {
template <class T>
Task<T> TaskPromise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}
inline Task<void> TaskPromise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}
}  // namespace detail

}  // namespace guichet
