#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "base/random.hpp"
#include "base/simulated_scheduler.hpp"
#include "base/testing/temp_directory.hpp"
#include "base/testing/thread_scheduler.hpp"
#include "sql/sqlite/sqlite_database.hpp"
#include "sql/testing/counter_table.hpp"

// What was acknowledged is there after the process was killed, at whatever moment.

namespace guichet::sql::testing {
namespace {

constexpr int writers = 16;

Task<> write_for_ever(Database& db, int writer, int pipe) {
  for (std::int32_t i = 0;; ++i) {
    const std::int32_t id = i * writers + writer;
    const Commit outcome = co_await db.commit(note("n" + std::to_string(id)));
    if (outcome != Commit::done) ::_exit(1);
    // Less than PIPE_BUF: an id is written whole or not at all.
    if (::write(pipe, &id, sizeof id) != sizeof id) ::_exit(1);
  }
}

[[noreturn]] void child(const std::string& path, int pipe) {
  SqliteOptions options;
  options.path = path;
  options.wal_bytes_max = 128 * 1024;  // restarts of the log are moments to die at, too
  auto db = open_sqlite(options, counter_migrations);
  guichet::testing::ThreadScheduler scheduler;
  for (int writer = 0; writer < writers; ++writer) {
    spawn(scheduler, "writer", write_for_ever(*db, writer, pipe));
  }
  for (;;) ::pause();
}

/// Runs a child until it has acknowledged `until` ids, kills it, and gives all it acknowledged.
std::set<std::int32_t> acknowledged_before_death(const std::string& path, std::uint64_t until) {
  int pipe[2];
  EXPECT_EQ(::pipe(pipe), 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(pipe[0]);
    child(path, pipe[1]);
  }
  ::close(pipe[1]);
  std::set<std::int32_t> ids;
  std::int32_t id = 0;
  while (::read(pipe[0], &id, sizeof id) == sizeof id) {
    ids.insert(id);
    if (ids.size() == until) ::kill(pid, SIGKILL);
  }
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the child ended by itself";
  return ids;
}

TEST(Crash, every_acknowledged_commit_survives_a_kill) {
  SeededRandom random(2024);
  for (int round = 0; round < 6; ++round) {
    guichet::testing::TempDirectory directory;
    const std::string path = directory.file("test.db");
    const auto ids = acknowledged_before_death(path, 1 + random.below(1500));

    ManualClock clock(Instant{0});
    SimulatedScheduler scheduler(clock);
    SqliteOptions options;
    options.path = path;
    options.inline_writer = true;
    auto db = open_sqlite(options, counter_migrations);
    std::size_t missing = 0;
    for (const auto id : ids) {
      const Rows rows =
          scheduler.run(db->read(select_note, values(1, "n" + std::to_string(id))));
      missing += rows.size() != 1;
    }
    EXPECT_EQ(missing, 0u) << "of " << ids.size() << " acknowledged, round " << round;
    static constexpr Statement check{"check", "PRAGMA integrity_check"};
    EXPECT_EQ(scheduler.run(db->read(check, {})).at(0).text(0), "ok");
  }
}

}  // namespace
}  // namespace guichet::sql::testing
