#pragma once

#include <memory>
#include <string>

#include "base/time.hpp"
#include "sql/database.hpp"
#include "sql/migration.hpp"

namespace guichet::sql {

struct SqliteOptions {
  std::string path;            // file; ":memory:" is not supported (readers are connections apart)
  bool read_only = false;      // for `guichet verify` beside a running server
  bool inline_writer = false;  // commit on the calling thread: simulation and unit tests
  bool checkpoint_thread = true;  // never with inline_writer
  const Clock* clock = nullptr;   // dates schema_migrations.applied_at; 0 without one
  std::size_t wal_bytes_max = 64 * 1024 * 1024;  // beyond: the writer restarts the log
};

/// The embedded store: WAL, synchronous=FULL, one writer thread that groups commits, a checkpoint
/// thread, one reader connection per thread that reads (stack.md, storage rules).
///
/// A batch travels: queued → taken with everything else that waits → BEGIN IMMEDIATE … COMMIT →
/// its coroutine resumed on its own scheduler. A batch that fails harms no other of its group
/// (sqlite/group_commit.hpp). A commit throws DatabaseError when a statement of the batch cannot
/// work at all (our own mistake, e.g. a missing column); nothing of the batch is written then.
///
/// Reads run at once, on the calling thread. Destruction writes what is queued and waits for it;
/// schedulers live longer than the database, and nobody reads or commits while it is destroyed.
///
/// Throws DatabaseError: the file cannot be opened or written, or its migrations are not a part of
/// `migrations` (with read_only: not the same).
std::unique_ptr<Database> open_sqlite(const SqliteOptions& options, const Migrations& migrations);

}  // namespace guichet::sql
