#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>

#include "base/scheduler.hpp"

namespace guichet::http {

/// Asio types with the executor spelled out: `any_io_executor` costs a third of the throughput
/// (stack.md, HTTP rules 1).
using Executor = boost::asio::io_context::executor_type;
using SteadyClock = std::chrono::steady_clock;
using SteadyTimer =
    boost::asio::basic_waitable_timer<SteadyClock, boost::asio::wait_traits<SteadyClock>, Executor>;

/// Something of a thread that must be closed before its io_context goes, e.g. kept connections.
struct ThreadExtra {
  virtual ~ThreadExtra() = default;
};

/// A Scheduler on an io_context that one thread runs.
///
/// Nothing runs inline: `call` and `resume` always go through the queue, also from the own
/// thread, so that a completion never runs in the middle of its caller.
class AsioScheduler final : public Scheduler {
 public:
  AsioScheduler() : io_(1) {}

  void call(std::function<void()> work) override;
  void resume(std::coroutine_handle<> handle) override;
  Timer call_after(Duration delay, std::function<void()> work) override;
  void cancel(Timer timer) override;

  /// Runs on this thread until `stop`. An exception that escapes from `work` is logged.
  void run();
  void stop() { io_.stop(); }
  boost::asio::io_context& io() { return io_; }
  bool on_own_thread() { return io_.get_executor().running_in_this_thread(); }

  /// A slot for the client's kept connections; own thread only.
  std::unique_ptr<ThreadExtra>& extra() { return extra_; }

 private:
  void arm(Timer timer, Duration delay, std::function<void()> work);

  boost::asio::io_context io_;  // first: everything below refers to it
  std::atomic<Timer> last_timer_{0};
  std::map<Timer, std::unique_ptr<SteadyTimer>> timers_;  // own thread only
  std::unique_ptr<ThreadExtra> extra_;
};

}  // namespace guichet::http
