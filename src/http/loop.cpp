#include "http/loop.hpp"

#include <exception>
#include <future>
#include <thread>

#include "base/check.hpp"
#include "http/asio_scheduler.hpp"

namespace guichet::http {

struct Loop::Impl {
  AsioScheduler scheduler;
  std::thread thread{[this] { scheduler.run(); }};
};

namespace {

// The promise is shared: the waiting thread may be gone before set_value() has returned.
Task<> report(Task<> task, std::shared_ptr<std::promise<void>> done) {
  std::exception_ptr error;
  try {
    co_await std::move(task);
  } catch (...) {
    error = std::current_exception();
  }
  if (error) {
    done->set_exception(error);
  } else {
    done->set_value();
  }
}

}  // namespace

Loop::Loop() : impl_(std::make_unique<Impl>()) {}

Loop::~Loop() {
  impl_->scheduler.stop();
  impl_->thread.join();
}

Scheduler& Loop::scheduler() { return impl_->scheduler; }

void Loop::run(Task<> task) {
  check(!impl_->scheduler.on_own_thread(), "Loop::run would wait for itself");
  auto done = std::make_shared<std::promise<void>>();
  auto future = done->get_future();
  spawn(impl_->scheduler, "loop.run", report(std::move(task), done));
  future.get();
}

}  // namespace guichet::http
