#include "jobs/agenda.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "base/simulated_scheduler.hpp"
#include "jobs/agenda_store.hpp"
#include "jobs/crew.hpp"
#include "sql/fake_database.hpp"
#include "sql/testing/scratch_database.hpp"

namespace guichet::jobs {
namespace {

constexpr std::int64_t book = 42;
constexpr sql::Statement slots{
    "test.slots", "SELECT next_due, book_id FROM agenda /* global */ ORDER BY next_due, book_id"};

class AgendaTest : public ::testing::Test {
 protected:
  void note(std::int64_t book_id, Instant due) {
    sql::Batch batch;
    Agenda::note_due(batch, book_id, due);
    ASSERT_EQ(scheduler.run(db->commit(std::move(batch))), sql::Commit::done);
  }
  std::vector<std::int64_t> slot_times() {
    std::vector<std::int64_t> times;
    for (const auto& row : scheduler.run(db->read(slots, {}))) times.push_back(row.integer(0));
    return times;
  }
  /// A kind that counts its runs and answers `next`.
  Kind counting(int& runs, std::optional<Instant> next = std::nullopt) {
    return {"counting", [&runs, next](std::int64_t, Instant) -> Task<std::optional<Instant>> {
              ++runs;
              co_return next;
            }};
  }
  /// A worker takes the book's lease and dies: the commit that gives it back never happens.
  void serve_and_die() {
    SeededRandom random(1);
    sql::FakeDatabase dying(*db, random);
    Agenda dead(dying, clock, "dead");
    dead.add_kind({"dies", [&](std::int64_t, Instant) -> Task<std::optional<Instant>> {
                     dying.script({sql::Mishap::lost_before});
                     co_return std::nullopt;
                   }});
    note(book, clock.now());
    EXPECT_EQ(scheduler.run(dead.run_once()), 0);
  }

  ManualClock clock{Instant{1'700'000'000'000}};
  SimulatedScheduler scheduler{clock};
  testing::ScratchDatabase db{schema()};
};

TEST_F(AgendaTest, WorkIsDoneWhenDueAndNotBefore) {
  int runs = 0;
  Agenda agenda(*db, clock, "a");
  agenda.add_kind(counting(runs));
  note(book, clock.now().plus_ms(5000));
  EXPECT_EQ(scheduler.run(agenda.run_once()), 0);
  clock.advance_ms(5000);
  EXPECT_EQ(scheduler.run(agenda.run_once()), 1);
  EXPECT_EQ(runs, 1);
  EXPECT_TRUE(slot_times().empty());
  EXPECT_EQ(scheduler.run(agenda.run_once()), 0);
  EXPECT_EQ(runs, 1);
}

TEST_F(AgendaTest, DueTimesShareSlotsAndAreNeverEarly) {
  const Instant start = clock.now();
  note(book, start.plus_ms(1));
  note(book, start.plus_ms(400));
  note(book, start.plus_ms(1000));
  EXPECT_EQ(slot_times(), std::vector<std::int64_t>{start.ms + 1000});
}

TEST_F(AgendaTest, TheNextDueRowGetsItsSlot) {
  int runs = 0;
  Agenda agenda(*db, clock, "a");
  agenda.add_kind(counting(runs, clock.now().plus_ms(60'500)));
  agenda.add_kind(counting(runs, clock.now().plus_ms(30'000)));
  note(book, clock.now());
  EXPECT_EQ(scheduler.run(agenda.run_once()), 1);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(slot_times(), std::vector<std::int64_t>{clock.now().ms + 30'000});
}

TEST_F(AgendaTest, EachBookIsServed) {
  std::vector<std::int64_t> seen;
  Agenda agenda(*db, clock, "a");
  agenda.add_kind({"seen", [&](std::int64_t id, Instant) -> Task<std::optional<Instant>> {
                     seen.push_back(id);
                     co_return std::nullopt;
                   }});
  for (std::int64_t id = -20; id < 20; ++id) note(id, clock.now());
  EXPECT_EQ(scheduler.run(agenda.run_once()), 40);
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(seen.size(), 40u);
  EXPECT_EQ(std::unique(seen.begin(), seen.end()), seen.end());
}

TEST_F(AgendaTest, TwoProcessesDoNotServeABookAtTheSameTime) {
  SeededRandom random(7);
  sql::FakeDatabase slow(*db, random);
  int inside = 0, most = 0, runs = 0;
  const Kind kind{"slow", [&](std::int64_t, Instant) -> Task<std::optional<Instant>> {
                    ++runs;
                    most = std::max(most, ++inside);
                    co_await sleep_for(Scheduler::Duration(2000));
                    --inside;
                    co_return std::nullopt;
                  }};
  Agenda a(slow, clock, "a"), b(slow, clock, "b");
  a.add_kind(kind);
  b.add_kind(kind);
  auto stop = std::make_shared<Event>();
  spawn(scheduler, "a", a.run(Scheduler::Duration(100), stop));
  spawn(scheduler, "b", b.run(Scheduler::Duration(100), stop));
  for (int i = 0; i < 40; ++i) {
    note(book, clock.now().plus_ms(1));
    scheduler.run_for(Scheduler::Duration(730));
  }
  scheduler.run_for(Scheduler::Duration(10'000));
  EXPECT_EQ(most, 1);
  EXPECT_GT(runs, 5);
  EXPECT_TRUE(slot_times().empty());
  stop->set();
  scheduler.run_for(Scheduler::Duration(1000));
}

TEST_F(AgendaTest, AStaleClaimLosesEvenAfterOthersHaveComeAndGone) {
  // The lease row is at fence 3 when a worker that read fence 1 claims at last.
  for (std::int64_t fence = 0; fence < 3; ++fence) {
    sql::Batch batch;
    store::move_lease(batch, book, fence, Instant{0}, "quick" + std::to_string(fence));
    ASSERT_EQ(scheduler.run(db->commit(std::move(batch))), sql::Commit::done);
  }
  sql::Batch stale;
  store::move_lease(stale, book, 1, Instant{9}, "slow");
  EXPECT_EQ(scheduler.run(db->commit(std::move(stale))), sql::Commit::conflict);
  sql::Batch first;
  store::move_lease(first, book, 0, Instant{9}, "first");
  EXPECT_EQ(scheduler.run(db->commit(std::move(first))), sql::Commit::conflict);
  EXPECT_EQ(scheduler.run(store::read_lease(*db, book)).fence, 3);
}

TEST_F(AgendaTest, ADeadWorkersBookIsTakenOverAfterItsLease) {
  int runs = 0;
  Agenda alive(*db, clock, "alive");
  alive.add_kind(counting(runs));
  serve_and_die();
  note(book, clock.now());
  EXPECT_EQ(scheduler.run(alive.run_once()), 0) << "the lease still holds";
  clock.advance_ms(Agenda::lease_ms + Agenda::granularity_ms + 1);
  EXPECT_EQ(scheduler.run(alive.run_once()), 1);
  EXPECT_EQ(runs, 1);
  EXPECT_TRUE(slot_times().empty());
}

TEST_F(AgendaTest, ADeadWorkersBookNeedsNoOtherSlotToBeFoundAgain) {
  int runs = 0;
  Agenda alive(*db, clock, "alive");
  alive.add_kind(counting(runs));
  serve_and_die();
  clock.advance_ms(Agenda::lease_ms + Agenda::granularity_ms + 1);
  EXPECT_EQ(scheduler.run(alive.run_once()), 1);
  EXPECT_EQ(runs, 1);
}

TEST_F(AgendaTest, ALeaseIsFreedWhenItsHolderIsKnownToBeGone) {
  int runs = 0;
  Agenda alive(*db, clock, "alive");
  alive.add_kind(counting(runs));
  serve_and_die();
  EXPECT_EQ(scheduler.run(alive.run_once()), 0) << "the lease still holds";
  scheduler.run(alive.free_orphan(book));
  clock.advance_ms(Agenda::granularity_ms);
  EXPECT_EQ(scheduler.run(alive.run_once()), 1);
  EXPECT_EQ(runs, 1);
}

TEST_F(AgendaTest, AProcessKeepsTheLeasesOfItsOwn) {
  int runs = 0;
  Agenda agenda(*db, clock, "a");
  agenda.add_kind({"frees", [&](std::int64_t id, Instant) -> Task<std::optional<Instant>> {
                     ++runs;
                     co_await agenda.free_orphan(id);
                     const auto lease = co_await store::read_lease(*db, id);
                     EXPECT_GT(lease.held_until, clock.now());
                     co_return std::nullopt;
                   }});
  note(book, clock.now());
  EXPECT_EQ(scheduler.run(agenda.run_once()), 1);
  EXPECT_EQ(runs, 1);
  scheduler.run(agenda.free_orphan(book + 1));  // never had a lease
}

TEST_F(AgendaTest, WorkNotedWhileTheBookIsServedIsNotLost) {
  // The new row is due at once, so its slot lies before the end of the run.
  int runs = 0;
  Agenda agenda(*db, clock, "a");
  agenda.add_kind({"notes", [&](std::int64_t id, Instant now) -> Task<std::optional<Instant>> {
                     if (++runs == 1) {
                       sql::Batch batch;
                       Agenda::note_due(batch, id, now);
                       const auto outcome = co_await db->commit(std::move(batch));
                       EXPECT_EQ(outcome, sql::Commit::done);
                     }
                     co_return std::nullopt;
                   }});
  note(book, clock.now());
  EXPECT_EQ(scheduler.run(agenda.run_once()), 1);
  EXPECT_EQ(scheduler.run(agenda.run_once()), 1);
  EXPECT_EQ(runs, 2);
}

TEST_F(AgendaTest, AFailedKindHarmsNoOtherAndIsRepeated) {
  int runs = 0, failures = 0;
  Agenda agenda(*db, clock, "a");
  agenda.add_kind({"fails", [&](std::int64_t, Instant) -> Task<std::optional<Instant>> {
                     if (++failures == 1) throw std::runtime_error("no luck");
                     co_return std::nullopt;
                   }});
  agenda.add_kind(counting(runs));
  note(book, clock.now());
  scheduler.run(agenda.run_once());
  EXPECT_EQ(runs, 1);
  clock.advance_ms(Agenda::lease_ms + 2 * Agenda::granularity_ms);
  scheduler.run(agenda.run_once());
  EXPECT_EQ(failures, 2);
  EXPECT_TRUE(slot_times().empty());
}

TEST_F(AgendaTest, ALongRunKeepsItsLease) {
  int runs = 0;
  Agenda agenda(*db, clock, "a"), other(*db, clock, "b");
  const Kind slow{"slow", [&](std::int64_t, Instant) -> Task<std::optional<Instant>> {
                    ++runs;
                    co_await sleep_for(Scheduler::Duration(18'000));
                    co_return std::nullopt;
                  }};
  for (int i = 0; i < 3; ++i) agenda.add_kind(slow);
  int stolen = 0;
  other.add_kind(counting(stolen));
  note(book, clock.now());
  spawn(scheduler, "long", [](Agenda& a) -> Task<> {
    const int served = co_await a.run_once();
    EXPECT_EQ(served, 1);
  }(agenda));
  for (int i = 0; i < 52; ++i) {
    scheduler.run_for(Scheduler::Duration(1000));
    note(book, clock.now());
    scheduler.run(other.run_once());
  }
  EXPECT_EQ(stolen, 0);
  EXPECT_EQ(runs, 3);
  scheduler.run_for(Scheduler::Duration(5000));
}

TEST_F(AgendaTest, ACrewKeepsToItsHandsAndItsTime) {
  int inside = 0, most = 0, begun = 0, ended = 0;
  std::vector<std::function<Task<>()>> work;
  for (int i = 0; i < 10; ++i) {
    work.push_back([&]() -> Task<> {
      ++begun;
      most = std::max(most, ++inside);
      co_await sleep_for(Scheduler::Duration(1000));
      --inside;
      ++ended;
    });
  }
  const auto start = clock.now();
  scheduler.run(run_crew("test", std::move(work), 3, Scheduler::Duration(2500)));
  EXPECT_EQ(clock.now().ms - start.ms, 2500);
  EXPECT_EQ(most, 3);
  EXPECT_EQ(begun, 9);
  scheduler.run_for(Scheduler::Duration(5000));
  EXPECT_EQ(begun, 9) << "what was not begun in time is dropped";
  EXPECT_EQ(ended, 9);
}

}  // namespace
}  // namespace guichet::jobs
