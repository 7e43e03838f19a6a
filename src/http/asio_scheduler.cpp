#include "http/asio_scheduler.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <utility>

#include "base/log.hpp"

namespace guichet::http {

namespace asio = boost::asio;

void AsioScheduler::call(std::function<void()> work) { asio::post(io_, std::move(work)); }

void AsioScheduler::resume(std::coroutine_handle<> handle) {
  asio::post(io_, [handle] { handle.resume(); });
}

Scheduler::Timer AsioScheduler::call_after(Duration delay, std::function<void()> work) {
  const Timer timer = ++last_timer_;
  if (on_own_thread()) {
    arm(timer, delay, std::move(work));
  } else {
    // The map belongs to the own thread. The timer starts a moment later than asked for, never
    // earlier.
    asio::post(io_, [this, timer, delay, work = std::move(work)]() mutable {
      arm(timer, delay, std::move(work));
    });
  }
  return timer;
}

void AsioScheduler::arm(Timer timer, Duration delay, std::function<void()> work) {
  auto& slot = timers_[timer];
  slot = std::make_unique<SteadyTimer>(io_, delay);
  slot->async_wait([this, timer, work = std::move(work)](boost::system::error_code error) {
    // A cancelled timer may already have fired into the queue, so the map decides, not the error.
    if (timers_.erase(timer) == 0 || error) return;
    work();
  });
}

void AsioScheduler::cancel(Timer timer) { timers_.erase(timer); }

void AsioScheduler::run() {
  Scope scope(*this);
  const auto guard = asio::make_work_guard(io_);
  for (;;) {
    try {
      io_.run();
      return;
    } catch (const std::exception& error) {
      log::error("scheduler.work_failed", {{"reason", error.what()}});
    }
  }
}

}  // namespace guichet::http
