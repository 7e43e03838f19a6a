#include "jobs/calendar.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "base/simulated_scheduler.hpp"
#include "jobs/agenda.hpp"
#include "sql/testing/scratch_database.hpp"

namespace guichet::jobs {
namespace {

constexpr std::int64_t book = 42;

class CalendarTest : public ::testing::Test {
 protected:
  void add(std::int64_t book_id, const Due& due) {
    sql::Batch batch;
    Calendar::add(batch, book_id, due);
    ASSERT_EQ(scheduler.run(db->commit(std::move(batch))), sql::Commit::done);
  }
  /// Notes what it sees and is done with every row.
  Calendar::Handler finishing() {
    return [this](std::int64_t book_id, std::vector<Due> rows) -> Task<int> {
      sql::Batch batch;
      for (const Due& row : rows) {
        seen.push_back(std::string(name_of(row.job)) + " " + row.entity);
        Calendar::remove(batch, book_id, row);
      }
      co_await db->commit(std::move(batch));
      ++pages;
      co_return static_cast<int>(rows.size());
    };
  }
  CalendarRun run(std::int64_t now) {
    return scheduler.run(calendar.run_due(book, Instant{now}, [] { return true; }));
  }

  ManualClock clock{Instant{1'700'000'000'000}};
  SimulatedScheduler scheduler{clock};
  testing::ScratchDatabase db{schema()};
  Calendar calendar{*db};
  std::vector<std::string> seen;
  int pages = 0;
};

TEST_F(CalendarTest, RowsAreWorkedThroughInOrderOfTimeThenOfJob) {
  calendar.set_handler(Job::capture, finishing());
  calendar.set_handler(Job::expiry, finishing());
  add(book, {Instant{300}, Job::capture, "c"});
  add(book, {Instant{200}, Job::capture, "b"});
  add(book, {Instant{200}, Job::expiry, "z"});
  add(book, {Instant{100}, Job::capture, "a"});
  add(book, {Instant{400}, Job::capture, "later"});
  add(book + 1, {Instant{100}, Job::capture, "other book"});
  const CalendarRun done = run(300);
  EXPECT_EQ(seen, (std::vector<std::string>{"capture a", "expiry z", "capture b", "capture c"}));
  EXPECT_EQ(done.rows, 4);
  EXPECT_EQ(done.jobs, 4);
  EXPECT_EQ(scheduler.run(calendar.next_due(book)), Instant{400});
}

TEST_F(CalendarTest, RunTwiceNothingHappensTheSecondTime) {
  calendar.set_handler(Job::capture, finishing());
  add(book, {Instant{100}, Job::capture, "a"});
  add(book, {Instant{100}, Job::capture, "a"});
  EXPECT_EQ(run(100).rows, 1);
  EXPECT_EQ(run(100).rows, 0);
  EXPECT_EQ(scheduler.run(calendar.next_due(book)), std::nullopt);
}

TEST_F(CalendarTest, AThousandRowsComeInPagesAndCountAsOneJob) {
  calendar.set_handler(Job::capture, finishing());
  for (int i = 0; i < 1000; ++i) add(book, {Instant{100}, Job::capture, std::to_string(i)});
  const CalendarRun done = run(100);
  EXPECT_EQ(done.rows, 1000);
  EXPECT_EQ(done.jobs, 1);
  EXPECT_EQ(pages, 4);
}

TEST_F(CalendarTest, WhatComesUpMeanwhileIsDoneToo) {
  calendar.set_handler(Job::expiry, finishing());
  calendar.set_handler(Job::capture, [&](std::int64_t id, std::vector<Due> rows) -> Task<int> {
    sql::Batch batch;
    Calendar::add(batch, id, {Instant{50}, Job::expiry, "made"});
    for (const Due& row : rows) Calendar::remove(batch, id, row);
    co_await db->commit(std::move(batch));
    co_return static_cast<int>(rows.size());
  });
  add(book, {Instant{100}, Job::capture, "a"});
  add(book, {Instant{100}, Job::remittance_close, "no handler"});
  EXPECT_EQ(run(100).rows, 2);
  EXPECT_EQ(seen, std::vector<std::string>{"expiry made"});
}

TEST_F(CalendarTest, ARowThatItsJobLeavesIsNotMetInAnEndlessLoop) {
  int calls = 0;
  calendar.set_handler(Job::capture, [&](std::int64_t, std::vector<Due>) -> Task<int> {
    ++calls;
    co_return 0;
  });
  add(book, {Instant{100}, Job::capture, "stuck"});
  EXPECT_FALSE(run(100).failed);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(scheduler.run(calendar.next_due(book)), Instant{100});
  EXPECT_EQ(scheduler.run(calendar.next_due(book, Instant{100})), std::nullopt);
}

TEST_F(CalendarTest, AJobThatThrowsHoldsUpNoOther) {
  calendar.set_handler(Job::expiry, [](std::int64_t, std::vector<Due>) -> Task<int> {
    throw std::runtime_error("broken");
    co_return 0;
  });
  calendar.set_handler(Job::capture, finishing());
  add(book, {Instant{100}, Job::expiry, "a"});
  add(book, {Instant{100}, Job::capture, "b"});
  EXPECT_TRUE(run(100).failed);
  EXPECT_EQ(seen, std::vector<std::string>{"capture b"});
}

}  // namespace
}  // namespace guichet::jobs
