#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "http/asio_scheduler.hpp"

namespace guichet::http {

template <class T>
using Awaitable = boost::asio::awaitable<T, Executor>;
using UseAwaitable = boost::asio::use_awaitable_t<Executor>;
/// Errors come back as values: `const auto [error, count] = co_await …async_…(…, as_values)`.
inline constexpr boost::asio::as_tuple_t<UseAwaitable> as_values{UseAwaitable{}};

/// Lets an asio coroutine wait for something that is no asio operation, e.g. a Task.
///
/// One coroutine waits, `set()` wakes it on the spot: both belong to the same thread, and the
/// setter must be ready to see the waiter run before `set` returns.
class Signal {
 public:
  bool is_set() const { return set_; }
  void reset() { set_ = false; }

  void set() {
    set_ = true;
    if (auto waiter = std::move(waiter_)) waiter->wake();
  }

  Awaitable<void> wait() {
    return boost::asio::async_initiate<const UseAwaitable&, void()>(
        [this](auto handler) {
          waiter_ = std::make_unique<Holder<decltype(handler)>>(std::move(handler));
        },
        token_);
  }

 private:
  struct Waiter {
    virtual ~Waiter() = default;
    virtual void wake() = 0;
  };
  template <class H>
  struct Holder final : Waiter {
    explicit Holder(H h) : handler(std::move(h)) {}
    void wake() override { std::move(handler)(); }
    H handler;
  };

  static constexpr UseAwaitable token_{};
  std::unique_ptr<Waiter> waiter_;
  bool set_ = false;
};

}  // namespace guichet::http
