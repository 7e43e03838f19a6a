#include "jobs/clock_moves.hpp"

#include <gtest/gtest.h>

#include "base/simulated_scheduler.hpp"
#include "sql/testing/scratch_database.hpp"

namespace guichet::jobs {
namespace {

constexpr std::int64_t book = 42;
constexpr std::int64_t hour = 3'600'000;

class ClockMovesTest : public ::testing::Test {
 protected:
  ClockMovesTest() {
    calendar.set_handler(Job::capture, [this](std::int64_t id, std::vector<Due> rows) {
      return work(id, std::move(rows));
    });
    agenda.add_kind(moves.job());
  }
  Task<int> work(std::int64_t id, std::vector<Due> rows) {
    sql::Batch batch;
    for (const Due& row : rows) {
      seen.push_back(row.entity + " at +" + std::to_string((business().ms - start.ms) / hour));
      Calendar::remove(batch, id, row);
      // A daily job: each run brings the next.
      if (row.entity == "daily") {
        Calendar::add(batch, id, {row.at.plus_days(1), row.job, row.entity});
      }
    }
    if (slow_ms > 0) co_await sleep_for(Scheduler::Duration(slow_ms));
    co_await db->commit(std::move(batch));
    co_return static_cast<int>(rows.size());
  }
  Instant business() const { return clock.now().plus_ms(offset); }
  void add(std::int64_t after_hours, std::string entity) {
    sql::Batch batch;
    Calendar::add(batch, book, {start.plus_ms(after_hours * hour), Job::capture, entity});
    ASSERT_EQ(scheduler.run(db->commit(std::move(batch))), sql::Commit::done);
  }
  ClockMove move_to(std::int64_t after_hours,
                    Scheduler::Duration limit = std::chrono::seconds(30)) {
    scheduler.run(moves.order(book, start.plus_ms(after_hours * hour)));
    return scheduler.run(moves.carry_out(agenda, book, limit));
  }

  const Instant start{1'700'000'000'000};
  ManualClock clock{start};
  SimulatedScheduler scheduler{clock};
  testing::ScratchDatabase db{schema()};
  Calendar calendar{*db};
  std::int64_t offset = 0;
  std::int64_t slow_ms = 0;
  std::vector<std::string> seen;
  ClockMoves moves{*db, clock, calendar,
                   {.now = [this](std::int64_t) { return std::optional(business()); },
                    .raise = [this](std::int64_t, Instant to) -> Task<> {
                      offset = std::max(offset, to.ms - clock.now().ms);
                      co_return;
                    }}};
  Agenda agenda{*db, clock, "a"};
};

TEST_F(ClockMovesTest, EachJobRunsAtItsOwnDueTimeAndInOrder) {
  add(30, "later");
  add(5, "sooner");
  add(24, "daily");
  add(300, "beyond");
  const ClockMove move = move_to(100);
  EXPECT_EQ(seen, (std::vector<std::string>{"sooner at +5", "daily at +24", "later at +30",
                                            "daily at +48", "daily at +72", "daily at +96"}));
  EXPECT_TRUE(move.done);
  EXPECT_EQ(move.jobs_run, 6);
  EXPECT_EQ((business().ms - start.ms) / hour, 100);
}

TEST_F(ClockMovesTest, ItNeverGoesBackwards) {
  move_to(100);
  const ClockMove move = move_to(50);
  EXPECT_TRUE(move.done);
  EXPECT_EQ((business().ms - start.ms) / hour, 100);
}

TEST_F(ClockMovesTest, WhatIsNotDoneInTimeGoesOnByItself) {
  slow_ms = 3000;
  add(24, "daily");
  const ClockMove early = move_to(24 * 20, std::chrono::seconds(30));
  EXPECT_FALSE(early.done);
  EXPECT_GT(early.jobs_run, 5);
  scheduler.run_for(std::chrono::minutes(2));
  const auto late = scheduler.run(moves.last(book));
  ASSERT_TRUE(late);
  EXPECT_TRUE(late->done);
  EXPECT_EQ(late->jobs_run, 20);
  EXPECT_EQ(seen.size(), 20u);
}

TEST_F(ClockMovesTest, AnOrderOutlivesTheProcessThatTookIt) {
  add(5, "a");
  scheduler.run(moves.order(book, start.plus_ms(10 * hour)));
  // Another process: its agenda finds the order by the slot that came with it.
  Agenda other(*db, clock, "b");
  other.add_kind(moves.job());
  clock.advance_ms(Agenda::granularity_ms);
  EXPECT_EQ(scheduler.run(other.run_once()), 1);
  EXPECT_EQ(seen, std::vector<std::string>{"a at +5"});
  EXPECT_TRUE(scheduler.run(moves.last(book))->done);
}

TEST_F(ClockMovesTest, AMoveCanBeMadeLongerWhileItRuns) {
  slow_ms = 3000;
  add(24, "daily");
  move_to(24 * 3, Scheduler::Duration(1000));
  EXPECT_EQ(scheduler.run(moves.ahead(book)), start.plus_ms(24 * 3 * hour));
  const ClockMove move = move_to(24 * 5);
  EXPECT_TRUE(move.done);
  EXPECT_EQ(move.jobs_run, 5);
}

TEST_F(ClockMovesTest, AdvancesAtTheSameInstantAddUp) {
  add(24, "daily");
  std::vector<ClockMove> told;
  const auto advance = [this, &told]() -> Task<> {
    const auto choose = [](Instant ahead) { return ahead.plus_ms(24 * hour); };
    co_await moves.order(book, choose);
    const ClockMove move = co_await moves.carry_out(agenda, book, std::chrono::seconds(60));
    told.push_back(move);
  };
  for (int i = 0; i < 4; ++i) spawn(scheduler, "advance", advance());
  scheduler.run_for(std::chrono::minutes(2));
  ASSERT_EQ(told.size(), 4u);
  for (const auto& move : told) EXPECT_TRUE(move.done);
  EXPECT_EQ((business().ms - start.ms) / hour, 96);
  EXPECT_EQ(seen.size(), 4u);
  EXPECT_EQ(told.back().target, start.plus_ms(96 * hour));
}

TEST_F(ClockMovesTest, ATargetThatCannotBeChosenOrdersNothing) {
  const auto choose = [](Instant) -> Instant { throw std::runtime_error("no"); };
  EXPECT_THROW(scheduler.run(moves.order(book, choose)), std::runtime_error);
  EXPECT_FALSE(scheduler.run(moves.last(book)));
}

TEST_F(ClockMovesTest, WithoutAMoveTheAgendaServesWhatFallsDue) {
  add(1, "a");
  EXPECT_TRUE(scheduler.run(agenda.serve(book)));  // leaves the slot of the next due row
  auto stop = std::make_shared<Event>();
  spawn(scheduler, "agenda", agenda.run(Scheduler::Duration(500), stop));
  scheduler.run_for(std::chrono::minutes(59));
  EXPECT_TRUE(seen.empty());
  scheduler.run_for(std::chrono::minutes(2));
  EXPECT_EQ(seen, std::vector<std::string>{"a at +1"});
  stop->set();
  scheduler.run_for(std::chrono::seconds(2));
}

}  // namespace
}  // namespace guichet::jobs
