#pragma once

#include <memory>

#include "base/testing/temp_directory.hpp"
#include "sql/sqlite/sqlite_database.hpp"

namespace guichet::testing {

/// A fresh embedded database with these migrations, which commits on the calling thread: what the
/// unit tests of a room need. Removed at the end of the scope.
class ScratchDatabase {
 public:
  explicit ScratchDatabase(const sql::Migrations& migrations) {
    sql::SqliteOptions options;
    options.path = directory_.file("test.db");
    options.inline_writer = true;
    database_ = sql::open_sqlite(options, migrations);
  }
  sql::Database& operator*() { return *database_; }
  sql::Database* operator->() { return database_.get(); }

 private:
  TempDirectory directory_;
  std::unique_ptr<sql::Database> database_;
};

}  // namespace guichet::testing
