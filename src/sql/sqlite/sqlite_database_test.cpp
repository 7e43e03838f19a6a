#include "sql/sqlite/sqlite_database.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <limits>
#include <thread>

#include "base/simulated_scheduler.hpp"
#include "base/testing/temp_directory.hpp"
#include "base/testing/thread_scheduler.hpp"
#include "sql/sqlite/backup.hpp"
#include "sql/testing/counter_table.hpp"

namespace guichet::sql::testing {
namespace {

using guichet::testing::TempDirectory;
using guichet::testing::ThreadScheduler;

struct SqliteDatabase : ::testing::Test {
  TempDirectory directory;
  ManualClock clock{Instant{1'700'000'000'000}};
  SimulatedScheduler scheduler{clock};

  SqliteOptions options() {
    SqliteOptions options;
    options.path = directory.file("test.db");
    options.inline_writer = true;
    options.clock = &clock;
    return options;
  }
  std::unique_ptr<Database> open(const Migrations& migrations = counter_migrations) {
    return open_sqlite(options(), migrations);
  }
  Rows read(Database& db, const Statement& statement, Parameters parameters = {}) {
    return scheduler.run(db.read(statement, std::move(parameters)));
  }
  Commit commit(Database& db, Batch batch) { return scheduler.run(db.commit(std::move(batch))); }
  /// What opening says when it refuses.
  std::string refusal(const SqliteOptions& with, const Migrations& migrations) {
    try {
      open_sqlite(with, migrations);
    } catch (const DatabaseError& error) {
      return error.what();
    }
    return "";
  }
};

TEST_F(SqliteDatabase, values_come_back_as_they_went) {
  static constexpr Statement echo{"echo", "SELECT $3, $1, $2, $1, '$1', $4, $5, $6"};
  auto db = open();
  const std::string zero("a\0b", 3);
  const auto lowest = std::numeric_limits<std::int64_t>::min();
  const Rows rows =
      read(*db, echo, {lowest, Blob{zero}, zero, Null{}, Blob{""}, Instant{1'700'000'000'123}});
  const Row& row = rows.at(0);
  EXPECT_EQ(row.text(0), zero);
  EXPECT_EQ(row.integer(1), lowest);
  EXPECT_EQ(row.bytes(2), zero);
  EXPECT_EQ(row.integer(3), lowest);
  EXPECT_EQ(row.text(4), "$1");
  EXPECT_TRUE(row.is_null(5));
  EXPECT_EQ(row.bytes(6), "");
  EXPECT_EQ(row.instant(7), Instant{1'700'000'000'123});
}

TEST_F(SqliteDatabase, a_query_that_cannot_work_throws_and_names_itself) {
  static constexpr Statement wrong{"find nothing", "SELECT x FROM nowhere"};
  static constexpr Statement real{"ratio", "SELECT 1.5"};
  static constexpr Statement two{"two", "SELECT 1; SELECT 2"};
  auto db = open();
  for (const auto* statement : {&wrong, &real, &two}) {
    EXPECT_THROW(read(*db, *statement), DatabaseError) << statement->name;
  }
  EXPECT_THROW(read(*db, count_notes, {1, 2}), DatabaseError) << "one parameter too many";
  try {
    read(*db, wrong);
  } catch (const DatabaseError& error) {
    EXPECT_STREQ(error.what(), "find nothing: no such table: nowhere (1)");
  }
}

TEST_F(SqliteDatabase, queries_cannot_write) {
  auto db = open();
  EXPECT_THROW(read(*db, insert_note, {1, "a", Null{}}), DatabaseError);
  EXPECT_EQ(read(*db, count_notes, {1}).at(0).integer(0), 0);
}

TEST_F(SqliteDatabase, needs_a_file_that_only_its_owner_may_read) {
  SqliteOptions memory;
  memory.path = ":memory:";
  EXPECT_EQ(refusal(memory, {}), "the embedded store needs a file");
  SqliteOptions nowhere;
  nowhere.path = directory.file("no/such/directory.db");
  EXPECT_NE(refusal(nowhere, {}), "");
  auto db = open();
  commit(*db, note("a"));
  for (const char* name : {"test.db", "test.db-wal", "test.db-shm"}) {
    struct stat status{};
    ASSERT_EQ(::stat(directory.file(name).c_str(), &status), 0) << name;
    EXPECT_EQ(status.st_mode & 0777, 0600u) << name;
  }
}

TEST_F(SqliteDatabase, migrations_are_applied_once_in_order_of_number_whatever_the_room) {
  static constexpr Statement applied{
      "applied", "SELECT number, name, applied_at FROM schema_migrations ORDER BY number"};
  Migrations migrations = {{20, "second", "INSERT INTO a (id) VALUES (1)"},
                           {10, "first", "CREATE TABLE IF NOT EXISTS a (id BIGINT NOT NULL)"}};
  open(migrations);
  clock.advance_ms(5);
  // A later release adds one between two that the file has already.
  migrations.push_back({15, "between", "INSERT INTO a (id) VALUES (2)"});
  auto db = open(migrations);
  static constexpr Statement ids{"ids", "SELECT id FROM a ORDER BY id"};
  EXPECT_EQ(read(*db, ids).size(), 2u) << "each migration ran once";
  const Rows rows = read(*db, applied);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].text(1), "first");
  EXPECT_EQ(rows[0].instant(2), Instant{1'700'000'000'000});
  EXPECT_EQ(rows[1].instant(2), Instant{1'700'000'000'005});
}

TEST_F(SqliteDatabase, a_file_of_a_newer_release_is_refused) {
  open({{1, "old", "CREATE TABLE IF NOT EXISTS a (id BIGINT)"},
        {2, "new", "CREATE TABLE IF NOT EXISTS b (id BIGINT)"}});
  EXPECT_EQ(refusal(options(), {{1, "old", "CREATE TABLE IF NOT EXISTS a (id BIGINT)"}}),
            "this data directory was written by a newer release: it holds migration 2 (new), "
            "which this program does not know");
}

TEST_F(SqliteDatabase, migrations_that_contradict_each_other_or_the_file_are_refused) {
  EXPECT_EQ(refusal(options(), {{1, "a", ""}, {1, "b", ""}}),
            "migration number 1 is used twice: a, b");
  open({{1, "a", ""}});
  EXPECT_EQ(refusal(options(), {{1, "b", ""}}),
            "migration 1 of this data directory is \"a\", this program calls it \"b\"");
}

TEST_F(SqliteDatabase, a_migration_that_fails_takes_its_whole_start_back) {
  const Migration good{1, "good", "CREATE TABLE IF NOT EXISTS a (id BIGINT)"};
  EXPECT_EQ(refusal(options(), {good, {2, "bad", "CREATE TABLE IF NOT EXISTS b (id BIGINT); no"}}),
            "migration 2 (bad): near \"no\": syntax error");
  static constexpr Statement tables{"tables", "SELECT name FROM sqlite_master"};
  EXPECT_TRUE(read(*open({}), tables).size() <= 2u) << "only schema_migrations and its index";
}

TEST_F(SqliteDatabase, narrow_tables_have_no_rowid_and_bytes_are_blobs) {
  auto db = open({{1, "a", R"(
    CREATE TABLE IF NOT EXISTS thin /* narrow */ (
      book_id BIGINT NOT NULL, sealed BYTES, note TEXT DEFAULT 'BYTES', PRIMARY KEY (book_id));
    CREATE TABLE IF NOT EXISTS wide (book_id BIGINT NOT NULL, PRIMARY KEY (book_id));)"}});
  static constexpr Statement rowid_of_thin{"thin", "SELECT rowid FROM thin"};
  static constexpr Statement rowid_of_wide{"wide", "SELECT rowid FROM wide"};
  static constexpr Statement columns{
      "columns", "SELECT type, dflt_value FROM pragma_table_info('thin') ORDER BY cid"};
  EXPECT_THROW(read(*db, rowid_of_thin), DatabaseError);
  EXPECT_NO_THROW(read(*db, rowid_of_wide));
  const Rows rows = read(*db, columns);
  EXPECT_EQ(rows.at(1).text(0), "BLOB");
  EXPECT_EQ(rows.at(2).text(1), "'BYTES'");
}

TEST_F(SqliteDatabase, read_only_reads_beside_a_running_server_and_writes_nothing) {
  auto server = open();
  commit(*server, note("a"));
  SqliteOptions beside = options();
  beside.read_only = true;
  auto db = open_sqlite(beside, counter_migrations);
  commit(*server, note("b"));
  EXPECT_EQ(read(*db, count_notes, {1}).at(0).integer(0), 2);
  EXPECT_THROW(commit(*db, note("c")), DatabaseError);
}

TEST_F(SqliteDatabase, read_only_wants_exactly_its_own_migrations) {
  SqliteOptions beside = options();
  beside.read_only = true;
  EXPECT_NE(refusal(beside, {}), "") << "a file that is not there is not made";
  auto server = open();
  EXPECT_NE(refusal(beside, {}).find("newer release"), std::string::npos);
  Migrations more = counter_migrations;
  more.push_back({2, "more", ""});
  EXPECT_NE(refusal(beside, more).find("it lacks migration 2 (more)"), std::string::npos);
}

TEST_F(SqliteDatabase, connections_of_threads_that_ended_are_closed_with_the_database) {
  auto db = open();
  for (int round = 0; round < 3; ++round) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&db] {
        ThreadScheduler own;
        EXPECT_EQ(own.run(db->read(count_notes, values(1))).at(0).integer(0), 0);
      });
    }
    for (auto& thread : threads) thread.join();
  }
  db.reset();
  // The last connection to close removes the log: its absence shows that none was left behind.
  EXPECT_FALSE(std::filesystem::exists(directory.file("test.db-wal")));
}

Task<> write_notes(Database& db, int from, int count, int& written) {
  for (int i = from; i < from + count; ++i) {
    Batch batch;
    batch.add(insert_note, values(1, "n" + std::to_string(i), Blob{std::string(2000, 'x')}));
    const Commit outcome = co_await db.commit(std::move(batch));
    written += outcome == Commit::done;
  }
}

TEST_F(SqliteDatabase, the_log_stays_bounded_under_load) {
  SqliteOptions threaded = options();
  threaded.inline_writer = false;
  threaded.wal_bytes_max = 256 * 1024;
  ThreadScheduler own;
  auto db = open_sqlite(threaded, counter_migrations);
  int written = 0;
  own.run(write_notes(*db, 0, 1000, written));
  EXPECT_EQ(written, 1000);
  // 1000 commits write some 12 MB of log.
  EXPECT_LT(std::filesystem::file_size(directory.file("test.db-wal")), 1024u * 1024u);
}

TEST_F(SqliteDatabase, a_backup_of_a_running_database_is_one_moment_of_it) {
  SqliteOptions threaded = options();
  threaded.inline_writer = false;
  const std::string copy = directory.file("copy.db");
  ThreadScheduler own;
  auto db = open_sqlite(threaded, counter_migrations);
  int before = 0;
  int during = 0;
  own.run(write_notes(*db, 0, 200, before));
  std::thread backup([&] { backup_sqlite(threaded.path, copy); });
  own.run(write_notes(*db, 200, 300, during));
  backup.join();
  EXPECT_EQ(before + during, 500);

  SqliteOptions restored = options();
  restored.path = copy;
  auto again = open_sqlite(restored, counter_migrations);
  const auto notes = read(*again, count_notes, {1}).at(0).integer(0);
  EXPECT_GE(notes, 200);
  EXPECT_LE(notes, 500);
  static constexpr Statement check{"check", "PRAGMA integrity_check"};
  EXPECT_EQ(read(*again, check).at(0).text(0), "ok");
  EXPECT_FALSE(std::filesystem::exists(copy + ".partial"));
  EXPECT_THROW(backup_sqlite(threaded.path, copy), DatabaseError) << "never over another file";
}

TEST_F(SqliteDatabase, a_backup_of_what_is_no_database_leaves_nothing) {
  EXPECT_THROW(backup_sqlite(directory.file("none.db"), directory.file("copy.db")), DatabaseError);
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

}  // namespace
}  // namespace guichet::sql::testing
