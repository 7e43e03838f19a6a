#include "sql/sqlite/group_commit.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <deque>
#include <optional>

#include "base/metrics.hpp"
#include "base/testing/temp_directory.hpp"
#include "sql/sqlite/migration_store.hpp"
#include "sql/testing/counter_table.hpp"
#include "sql/sqlite/testing/fault_vfs.hpp"

namespace guichet::sql::sqlite {
namespace {

using testing::insert_note;
using testing::note;

/// A writing connection, and groups made by hand so that every test knows its group.
struct GroupCommits : ::testing::Test {
  testing::FaultVfs disk;
  guichet::testing::TempDirectory directory;
  std::optional<Connection> connection;
  std::optional<GroupCommit> commits;
  std::deque<Submission> submissions;

  void SetUp() override {
    connection.emplace(directory.file("test.db"), Connection::Mode::write);
    connection->execute("PRAGMA journal_mode = WAL");
    migrate(*connection, testing::counter_migrations, nullptr);
    commits.emplace(*connection);
  }
  void TearDown() override { connection.reset(); }

  std::vector<Commit> commit(std::vector<Batch> batches) {
    submissions.clear();
    std::vector<Submission*> group;
    for (auto& batch : batches) {
      submissions.emplace_back().batch = std::move(batch);
      group.push_back(&submissions.back());
    }
    commits->commit(group);
    std::vector<Commit> outcomes;
    for (const auto& submission : submissions) outcomes.push_back(submission.outcome);
    EXPECT_FALSE(connection->in_transaction());
    return outcomes;
  }

  /// The ids of all notes, in the order they were written.
  std::string written() {
    static constexpr Statement all{"all", "SELECT id FROM notes ORDER BY rowid"};
    std::string ids;
    for (const auto& row : connection->read(all, {})) ids += row.text(0);
    return ids;
  }
};

Batch two_notes(std::string first, std::string second) {
  Batch batch = note(std::move(first));
  batch.append(note(std::move(second)));
  return batch;
}

constexpr auto done = Commit::done;
constexpr auto conflict = Commit::conflict;
constexpr auto unavailable = Commit::unavailable;
using Outcomes = std::vector<Commit>;

TEST_F(GroupCommits, a_lost_guard_harms_no_other_batch_and_costs_no_flush) {
  commit({note("a")});
  const auto before = disk.log_syncs.load();
  EXPECT_EQ(commit({note("b"), two_notes("a", "x"), note("c")}), (Outcomes{done, conflict, done}));
  EXPECT_EQ(written(), "abc");
  EXPECT_EQ(disk.log_syncs - before, 1u);
}

TEST_F(GroupCommits, a_batch_that_fails_late_is_undone_alone_with_one_flush_and_in_order) {
  commit({note("a")});
  const auto before = disk.log_syncs.load();
  EXPECT_EQ(commit({note("b"), two_notes("x", "a"), note("c"), two_notes("y", "c"), note("d")}),
            (Outcomes{done, conflict, done, conflict, done}));
  EXPECT_EQ(written(), "abcd");
  EXPECT_EQ(disk.log_syncs - before, 1u);
}

TEST_F(GroupCommits, of_two_batches_with_one_guard_the_first_wins) {
  EXPECT_EQ(commit({two_notes("a", "b"), two_notes("a", "c")}), (Outcomes{done, conflict}));
  EXPECT_EQ(written(), "ab");
}

TEST_F(GroupCommits, a_key_freed_by_an_undone_batch_is_free_for_the_next) {
  commit({note("a")});
  EXPECT_EQ(commit({two_notes("x", "a"), note("x")}), (Outcomes{conflict, done}));
  EXPECT_EQ(written(), "ax");
}

TEST_F(GroupCommits, our_own_mistakes_are_told_to_their_submitter_only) {
  static constexpr Statement no_table{"no table", "INSERT INTO nowhere VALUES (1)"};
  static constexpr Statement no_null{"null", "INSERT INTO notes (book_id, id) VALUES (1, NULL)"};
  Batch first = note("x");
  first.add(no_table, {});
  Batch second;
  second.add(no_null, {});
  Batch third;
  third.add(insert_note, {1, "too few"});
  commit({note("a"), std::move(first), std::move(second), std::move(third), note("b")});
  EXPECT_EQ(submissions[0].outcome, done);
  EXPECT_EQ(submissions[1].mistake, "no table: no such table: nowhere");
  EXPECT_EQ(submissions[2].mistake, "null: NOT NULL constraint failed: notes.id");
  EXPECT_EQ(submissions[3].mistake, "insert note: wrong number of parameters");
  EXPECT_EQ(submissions[4].outcome, done);
  EXPECT_EQ(written(), "ab");
}

TEST_F(GroupCommits, a_full_database_fails_its_group_and_nobody_else) {
  commit({note("a")});
  connection->execute("PRAGMA max_page_count = 1");  // means: no more than there are
  Batch large;
  large.add(insert_note, {1, "large", Blob{std::string(100'000, 'x')}});
  EXPECT_EQ(commit({note("b"), std::move(large), note("c")}),
            (Outcomes{unavailable, unavailable, unavailable}));
  EXPECT_EQ(written(), "a");
  EXPECT_EQ(commit({note("d")}), Outcomes{done});
  EXPECT_EQ(written(), "ad");
}

TEST_F(GroupCommits, a_disk_without_space_fails_the_group_and_the_writer_goes_on) {
  disk.log_write_result = SQLITE_FULL;
  EXPECT_EQ(commit({note("a"), note("b")}), (Outcomes{unavailable, unavailable}));
  disk.log_write_result = 0;
  EXPECT_EQ(commit({note("c")}), Outcomes{done});
  EXPECT_EQ(written(), "c");
}

TEST_F(GroupCommits, nothing_is_done_without_its_flush) {
  const auto before = disk.log_syncs.load();
  disk.log_sync_result = SQLITE_IOERR_FSYNC;
  EXPECT_EQ(commit({note("a"), note("b")}), (Outcomes{unavailable, unavailable}));
  EXPECT_EQ(disk.log_syncs, before);
  disk.log_sync_result = 0;
  EXPECT_EQ(commit({note("c")}), Outcomes{done});
  EXPECT_GT(disk.log_syncs, before);
  EXPECT_EQ(written(), "c");
}

TEST_F(GroupCommits, every_end_of_a_batch_is_counted) {
  const auto count = [](const char* outcome) {
    return metrics::counter("guichet_sql_batches", "",
                            "outcome=\"" + std::string(outcome) + "\"").value();
  };
  const auto conflicts = count("conflict");
  const auto all_done = count("done");
  const auto lost = count("unavailable");
  commit({note("a"), note("a"), note("b")});
  EXPECT_EQ(count("conflict") - conflicts, 1u);
  EXPECT_EQ(count("done") - all_done, 2u);
  disk.log_sync_result = SQLITE_IOERR_FSYNC;
  commit({note("c")});
  EXPECT_EQ(count("unavailable") - lost, 1u);
}

TEST_F(GroupCommits, a_conflict_with_what_was_lost_is_unavailable_too) {
  disk.log_sync_result = SQLITE_IOERR_FSYNC;
  EXPECT_EQ(commit({note("a"), note("a")}), (Outcomes{unavailable, unavailable}));
}

}  // namespace
}  // namespace guichet::sql::sqlite
