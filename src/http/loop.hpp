#pragma once

#include <memory>

#include "base/scheduler.hpp"
#include "base/task.hpp"

namespace guichet::http {

/// An io_context with a thread of its own: for programs and tests that need sockets or timers
/// without a server. The destructor stops and joins.
class Loop {
 public:
  Loop();
  ~Loop();
  Scheduler& scheduler();
  /// Runs `task` there and blocks this thread until it is done.
  void run(Task<> task);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace guichet::http
