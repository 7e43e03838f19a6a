#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "sql/sqlite/connection.hpp"

namespace guichet::sql::sqlite {

/// Moves the write-ahead log into the database file away from the writer (stack.md: the p99 of a
/// commit is 0.35x of what it is with checkpoints on the writer).
///
/// A thread with its own connection checkpoints PASSIVE every 200 ms. Under load the log still
/// grows, because a passive checkpoint never catches up with the writer: when it passes
/// `wal_bytes_max` the writer itself restarts the log between two groups.
class Checkpoints {
 public:
  static constexpr auto interval = std::chrono::milliseconds(200);

  /// `writer` outlives this object; its automatic checkpoints are switched off.
  Checkpoints(const std::string& path, Connection& writer, std::size_t wal_bytes_max);
  ~Checkpoints();
  Checkpoints(const Checkpoints&) = delete;
  Checkpoints& operator=(const Checkpoints&) = delete;

  /// On the writer's thread, outside of a transaction: restarts the log when it is due.
  void restart_if_due();
  std::uint64_t restarts() const { return restarts_.load(std::memory_order_relaxed); }

 private:
  void run();

  Connection& writer_;
  Connection own_;
  const std::uint64_t pages_max_;
  std::uint64_t next_attempt_;              // writer's thread only
  std::atomic<std::uint64_t> wal_pages_{0};  // pages in the log after the last commit
  std::atomic<std::uint64_t> restarts_{0};
  std::mutex checkpointing_;  // SQLite answers BUSY at once to a second checkpointer
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace guichet::sql::sqlite
