#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "acquiring/sandbox/ledger.hpp"
#include "base/scheduler.hpp"
#include "base/task.hpp"

namespace guichet::acquiring {

/// Who puts lines on the disk.
enum class LedgerWriting {
  grouped,  // a thread of its own: one write and one fdatasync for everything that waits
  direct,   // the caller, before append() returns: simulations and small tools
  memory    // nobody, there is no file: tests of decisions
};

/// Appends to the ledger file in the order of the calls, and says when a line is on the disk.
///
/// Opening takes an exclusive lock: throws std::system_error when the file cannot be opened or
/// another process has it.
/// After a failed write nothing is durable any more until the ledger is opened again: an answer
/// that cannot be proved is not given.
class LedgerWriter {
 public:
  LedgerWriter(const std::string& path, LedgerWriting writing);
  /// Writes what is queued, then closes.
  ~LedgerWriter();
  LedgerWriter(const LedgerWriter&) = delete;
  LedgerWriter& operator=(const LedgerWriter&) = delete;

  /// Hands over every entry of the file, cuts off a torn last line and begins to write. Call once,
  /// before the first append. Throws as read_ledger and the constructor do.
  void start(const std::function<void(const LedgerEntry&)>& each);

  /// Queues a line and returns its position, counted from 1. Thread-safe, never waits for the
  /// disk except in `direct`.
  std::uint64_t append(const LedgerEntry& entry);
  /// True once every line up to `position` is on the disk, false when that did not happen within
  /// `limit`, or cannot happen any more. Position 0 is always durable. Awaited on a scheduler.
  Task<bool> durable(std::uint64_t position, Scheduler::Duration limit);

 private:
  struct State;
  void run();

  std::shared_ptr<State> state_;  // shared with timers that outlive the writer
  std::thread thread_;
};

}  // namespace guichet::acquiring
