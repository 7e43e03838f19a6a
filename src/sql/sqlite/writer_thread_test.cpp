#include "sql/sqlite/writer_thread.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <future>
#include <optional>

#include "base/limits.hpp"
#include "base/testing/temp_directory.hpp"
#include "sql/sqlite/migration_store.hpp"
#include "sql/testing/counter_table.hpp"

namespace guichet::sql::sqlite {
namespace {

using testing::note;

/// Counts what is posted to it and runs nothing.
struct CountingScheduler final : Scheduler {
  std::atomic<int> posts{0};
  void call(std::function<void()>) override { ++posts; }
  void resume(std::coroutine_handle<>) override { ++posts; }
  Timer call_after(Duration, std::function<void()>) override { return 0; }
  void cancel(Timer) override {}
};

/// A writer that stops after its first group until it is let go: what comes meanwhile waits.
struct WriterThreads : ::testing::Test {
  guichet::testing::TempDirectory directory;
  Connection connection{directory.file("test.db"), Connection::Mode::write};
  GroupCommit commits{connection};
  CountingScheduler here, there;
  std::deque<Submission> submissions;
  std::promise<void> stopped, go_on;
  int groups = 0;
  std::optional<WriterThread> writer;

  void SetUp() override {
    connection.execute("PRAGMA journal_mode = WAL");
    migrate(connection, testing::counter_migrations, nullptr);
    writer.emplace(commits, [this] {
      if (++groups > 1) return;
      stopped.set_value();
      go_on.get_future().wait();
    });
    EXPECT_TRUE(submit(here));
    stopped.get_future().wait();
    here.posts = 0;
  }
  bool submit(Scheduler& scheduler) {
    auto& submission = submissions.emplace_back();
    submission.batch = note("n" + std::to_string(submissions.size()));
    submission.scheduler = &scheduler;
    submission.handle = std::noop_coroutine();
    return writer->submit(submission);
  }
  void finish() {
    go_on.set_value();
    writer.reset();
  }
  std::int64_t written() { return connection.read(testing::count_notes, {1}).at(0).integer(0); }
};

TEST_F(WriterThreads, what_waits_is_one_group_and_each_scheduler_gets_one_post) {
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(submit(i % 3 == 0 ? there : here));
  EXPECT_EQ(writer->queue_length(), 20u);
  finish();
  EXPECT_EQ(groups, 2);
  EXPECT_EQ(here.posts, 1);
  EXPECT_EQ(there.posts, 1);
  EXPECT_EQ(written(), 21);
}

TEST_F(WriterThreads, a_group_has_a_limit) {
  for (std::size_t i = 0; i <= limits::writer_group_batches_max; ++i) EXPECT_TRUE(submit(here));
  finish();
  EXPECT_EQ(groups, 3);
}

TEST_F(WriterThreads, a_full_queue_takes_no_more_and_destruction_writes_what_is_queued) {
  for (std::size_t i = 0; i < limits::writer_queue_batches_max; ++i) ASSERT_TRUE(submit(here));
  EXPECT_FALSE(submit(here));
  EXPECT_EQ(submissions.back().outcome, Commit::unavailable);
  finish();
  EXPECT_EQ(written(), static_cast<std::int64_t>(limits::writer_queue_batches_max) + 1);
}

}  // namespace
}  // namespace guichet::sql::sqlite
