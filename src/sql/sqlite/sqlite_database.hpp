#pragma once

#include <memory>
#include <string>

#include "sql/database.hpp"
#include "sql/migration.hpp"

namespace guichet::sql {

struct SqliteOptions {
  std::string path;            // file; ":memory:" is not supported (readers are connections apart)
  bool read_only = false;      // for `guichet verify` beside a running server
  bool inline_writer = false;  // commit on the calling thread: simulation and unit tests
  bool checkpoint_thread = true;
};

/// The embedded store: WAL, synchronous=FULL, one writer thread that groups commits, a checkpoint
/// thread, one reader connection per thread that reads (stack.md, storage rules).
///
/// A batch travels: queued → taken with everything else that waits → BEGIN IMMEDIATE … COMMIT →
/// its coroutine resumed on its own scheduler. If any batch of a group fails, the group is rolled
/// back and run again one batch per transaction, so that one bad batch harms nobody.
std::unique_ptr<Database> open_sqlite(const SqliteOptions& options, const Migrations& migrations);

}  // namespace guichet::sql
