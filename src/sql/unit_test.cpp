#include "sql/unit.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "base/simulated_scheduler.hpp"
#include "base/testing/temp_directory.hpp"
#include "base/testing/thread_scheduler.hpp"
#include "sql/fake_database.hpp"
#include "sql/sqlite/sqlite_database.hpp"
#include "sql/testing/counter_table.hpp"

// What every store promises to units of work, on each of them: SQLite with its writer thread,
// SQLite on the calling thread, and an asynchronous store that answers in any order.

namespace guichet::sql::testing {
namespace {

using guichet::testing::TempDirectory;
using guichet::testing::ThreadScheduler;

struct Store {
  virtual ~Store() = default;
  virtual Database& database() = 0;
  virtual Scheduler& scheduler() = 0;
  /// Runs a task to its end; exceptions come out.
  virtual void run(Task<> task) = 0;
};

SqliteOptions options_in(const TempDirectory& directory, bool inline_writer) {
  SqliteOptions options;
  options.path = directory.file("test.db");
  options.inline_writer = inline_writer;
  return options;
}

struct WriterThreadStore : Store {
  TempDirectory directory;
  ThreadScheduler own;
  std::unique_ptr<Database> db = open_sqlite(options_in(directory, false), counter_migrations);
  Database& database() override { return *db; }
  Scheduler& scheduler() override { return own; }
  void run(Task<> task) override { own.run(std::move(task)); }
};

struct InlineStore : Store {
  TempDirectory directory;
  ManualClock clock{Instant{0}};
  SimulatedScheduler own{clock};
  std::unique_ptr<Database> db = open_sqlite(options_in(directory, true), counter_migrations);
  Database& database() override { return *db; }
  Scheduler& scheduler() override { return own; }
  void run(Task<> task) override { own.run(std::move(task)); }
};

struct FakeStore : InlineStore {
  SeededRandom random{42};
  FakeDatabase fake{*db, random};
  Database& database() override { return fake; }
};

/// One step of the counter: load the version, decide the next, guard it by its key.
Task<std::int64_t> increment(Database& db, std::string note) {
  co_return co_await run_unit<std::int64_t>(
      db, "increment", [&db, &note]() -> Task<Decision<std::int64_t>> {
        const Rows rows = co_await db.read(select_version, values(1, "c"));
        Decision<std::int64_t> decision{{}, rows.at(0).integer(0) + 1};
        decision.batch.add(insert_step, values(1, "c", decision.result, note));
        co_return decision;
      });
}

template <class T>
struct UnitOfWork : ::testing::Test {
  T store;
};
using Stores = ::testing::Types<WriterThreadStore, InlineStore, FakeStore>;
TYPED_TEST_SUITE(UnitOfWork, Stores);

TYPED_TEST(UnitOfWork, reads_see_the_commits_that_were_acknowledged_before) {
  Database& db = this->store.database();
  this->store.run([](Database& db) -> Task<> {
    for (int i = 0; i < 50; ++i) {
      const std::string id = "n" + std::to_string(i);
      const Commit outcome = co_await db.commit(note(id));
      EXPECT_EQ(outcome, Commit::done);
      const Rows rows = co_await db.read(select_note, values(1, id));
      EXPECT_EQ(rows.size(), 1u) << id;
      EXPECT_EQ(rows.at(0).bytes(0), "bytes");
    }
  }(db));
}

TYPED_TEST(UnitOfWork, all_of_a_batch_is_written_or_none_of_it) {
  Database& db = this->store.database();
  this->store.run([](Database& db) -> Task<> {
    co_await db.commit(note("taken"));
    Batch batch = note("new");
    batch.append(note("taken"));
    const Commit outcome = co_await db.commit(std::move(batch));
    EXPECT_EQ(outcome, Commit::conflict);
    const Rows rows = co_await db.read(count_notes, values(1));
    EXPECT_EQ(rows[0].integer(0), 1);
  }(db));
}

TYPED_TEST(UnitOfWork, a_guard_taken_by_someone_faster_makes_the_unit_load_again) {
  Database& db = this->store.database();
  int tries = 0;
  this->store.run([](Database& db, int& tries) -> Task<> {
    const auto attempt = [&db, &tries]() -> Task<Decision<std::int64_t>> {
      const Rows rows = co_await db.read(select_version, values(1, "c"));
      const std::int64_t next = rows.at(0).integer(0) + 1;
      if (++tries <= 2) {
        Batch faster;
        faster.add(insert_step, values(1, "c", next, "faster"));
        co_await db.commit(std::move(faster));
      }
      Decision<std::int64_t> decision{{}, next};
      decision.batch.add(insert_step, values(1, "c", next, "slower"));
      co_return decision;
    };
    const std::int64_t version = co_await run_unit<std::int64_t>(db, "step", attempt);
    EXPECT_EQ(version, 3);
  }(db, tries));
  EXPECT_EQ(tries, 3);
}

TYPED_TEST(UnitOfWork, a_unit_gives_up_after_its_five_tries) {
  Database& db = this->store.database();
  std::size_t tries = 0;
  const auto beaten = [](Database& db, std::size_t& tries) -> Task<> {
    co_await db.commit(note("taken"));
    const auto attempt = [&tries]() -> Task<Decision<int>> {
      ++tries;
      co_return Decision<int>{note("taken"), 0};
    };
    co_await run_unit<int>(db, "close session", attempt);
  };
  try {
    this->store.run(beaten(db, tries));
    FAIL() << "a unit that always loses must not succeed";
  } catch (const UnitFailed& failed) {
    EXPECT_EQ(failed.reason, Commit::conflict);
    EXPECT_STREQ(failed.what(), "close session: beaten by others at every try");
  }
  EXPECT_EQ(tries, limits::unit_tries_max);
}

TYPED_TEST(UnitOfWork, a_hundred_concurrent_units_lose_no_update) {
  static constexpr int units = 100;
  struct State {
    std::multiset<std::int64_t> versions;
    int running = units;
    Event finished;
  } state;
  Database& db = this->store.database();
  const auto until_done = [](Database& db, State& state, int i) -> Task<> {
    for (;;) {
      std::int64_t version = 0;
      try {
        version = co_await increment(db, "unit " + std::to_string(i));
      } catch (const UnitFailed& failed) {
        EXPECT_EQ(failed.reason, Commit::conflict);
      }
      if (version == 0) continue;
      state.versions.insert(version);
      break;
    }
    if (--state.running == 0) state.finished.set();
  };
  this->store.run([](Database& db, State& state, Scheduler& scheduler, auto unit) -> Task<> {
    for (int i = 0; i < units; ++i) spawn(scheduler, "unit", unit(db, state, i));
    const bool finished = co_await state.finished.wait_for(std::chrono::minutes(10));
    EXPECT_TRUE(finished);
    const Rows rows = co_await db.read(count_steps, values(1, "c"));
    EXPECT_EQ(rows[0].integer(0), units);
  }(db, state, this->store.scheduler(), until_done));
  EXPECT_EQ(state.versions.size(), static_cast<std::size_t>(units));
  std::int64_t expected = 0;
  for (const auto version : state.versions) EXPECT_EQ(version, ++expected);
}

TYPED_TEST(UnitOfWork, a_statement_that_cannot_work_ends_the_request_and_writes_nothing) {
  static constexpr Statement wrong{"wrong", "INSERT INTO no_such_table VALUES ($1)"};
  Database& db = this->store.database();
  this->store.run([](Database& db) -> Task<> {
    bool thrown = false;
    Batch batch = note("before the mistake");
    batch.add(wrong, values(1));
    try {
      co_await db.commit(std::move(batch));
    } catch (const DatabaseError&) {
      thrown = true;
    }
    EXPECT_TRUE(thrown);
    const Rows rows = co_await db.read(count_notes, values(1));
    EXPECT_EQ(rows[0].integer(0), 0);
  }(db));
}

// --- what only the fake can do -----------------------------------------------------------------

struct Mishaps : ::testing::TestWithParam<Mishap> {
  FakeStore store;
};

TEST_P(Mishaps, a_lost_commit_surfaces_as_unavailable_and_is_not_tried_again) {
  store.fake.script({GetParam()});
  try {
    store.run([](Database& db) -> Task<> { co_await increment(db, "lost"); }(store.fake));
    FAIL() << "nobody may be told that this unit succeeded";
  } catch (const UnitFailed& failed) {
    EXPECT_EQ(failed.reason, Commit::unavailable);
    EXPECT_STREQ(failed.what(), "increment: the store is unavailable");
  }
  store.run([](Database& db, bool written) -> Task<> {
    const Rows rows = co_await db.read(count_steps, values(1, "c"));
    EXPECT_EQ(rows[0].integer(0), written ? 1 : 0);
  }(store.fake, GetParam() == Mishap::lost_after));
}
INSTANTIATE_TEST_SUITE_P(FakeDatabase, Mishaps,
                         ::testing::Values(Mishap::lost_before, Mishap::lost_after));

TEST(FakeDatabase, a_scripted_conflict_is_retried_and_the_script_then_ends) {
  FakeStore store;
  store.fake.script({Mishap::conflict, Mishap::conflict});
  store.run([](Database& db) -> Task<> {
    const std::int64_t version = co_await increment(db, "third time lucky");
    EXPECT_EQ(version, 1);
  }(store.fake));
}

TEST(FakeDatabase, ends_come_in_an_order_drawn_from_the_seed) {
  const auto order_of = [](std::uint64_t seed) {
    InlineStore inner;
    SeededRandom random(seed);
    FakeDatabase fake(*inner.db, random);
    std::string order;
    const auto commit = [](Database& db, std::string id, std::string& order) -> Task<> {
      co_await db.commit(note(id));
      order += id;
    };
    for (const char* id : {"a", "b", "c", "d", "e", "f"}) {
      spawn(inner.own, "commit", commit(fake, id, order));
    }
    inner.own.run_for(std::chrono::seconds(1));
    return order;
  };
  EXPECT_EQ(order_of(1), order_of(1));
  std::set<std::string> orders;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) orders.insert(order_of(seed));
  EXPECT_GT(orders.size(), 5u);
}

}  // namespace
}  // namespace guichet::sql::testing
