#pragma once

#include <coroutine>
#include <span>
#include <string>
#include <vector>

#include "base/scheduler.hpp"
#include "sql/database.hpp"
#include "sql/sqlite/connection.hpp"

namespace guichet::sql::sqlite {

/// A batch on its way to the disk. It lives in the frame of the coroutine that waits for it.
struct Submission {
  Batch batch;
  Commit outcome = Commit::unavailable;
  std::string mistake;  // not empty: a statement of ours cannot work; throw it at the submitter
  Scheduler* scheduler = nullptr;
  std::coroutine_handle<> handle;
};

/// Writes a group of batches with one flush and says how each ended.
///
/// A batch that fails harms no other, and costs nobody order or durability:
///  - its first write failed (the guard, by convention): nothing of the batch was written, SQLite
///    undoes a failed statement by itself, so the group simply goes on;
///  - a later write failed: the group is rolled back and run again, in the same order and in one
///    transaction, with a savepoint around each batch. Savepoints copy pages, so they are not paid
///    for when all is well; and one transaction per batch would cost one flush per batch;
///  - disk, memory or lock: the whole group is rolled back and `unavailable`.
class GroupCommit {
 public:
  explicit GroupCommit(Connection& connection) : connection_(connection) {}
  void commit(std::span<Submission* const> group);

 private:
  enum class Pass { committed, again_with_savepoints, broken };
  enum class BatchEnd { written, nothing_written, partly_written, broken };

  Pass run(std::span<Submission* const> group, bool savepoints);
  BatchEnd run_isolated(Submission& submission);
  BatchEnd run_batch(Submission& submission);
  bool step(const Statement& statement);
  void roll_back();
  void count(std::span<Submission* const> group, double seconds);

  Connection& connection_;
};

}  // namespace guichet::sql::sqlite
