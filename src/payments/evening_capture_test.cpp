#include "payments/evening_capture.hpp"

#include <gtest/gtest.h>

#include "payments/remittance_store.hpp"
#include "payments/testing/payment_world.hpp"
#include "sql/unit.hpp"

namespace guichet::payments {
namespace {

using testing::PaymentWorld;
using D = DetailedStatus;
using Lines = std::vector<std::string>;

/// What is wrong with the files of a world: totals against lines, lines against transactions.
Lines faults_of_files(PaymentWorld& world) {
  Lines wrong;
  const auto files = world.run(load_remittances(*world.db, world.book()->id, 1000));
  std::map<std::string, int> times;
  for (const auto& file : files) {
    const std::string name = file.mid + "/" + file.number_text();
    if (!file.closed_at) wrong.push_back(name + " is not closed");
    const auto lines = world.run(load_remittance_lines(*world.db, file, "", 100'000));
    std::int64_t debit = 0, credit = 0;
    for (const auto& line : lines) {
      (line.credit ? credit : debit) += line.amount_minor;
      ++times[line.uuid];
      const auto stored = world.stored(line.uuid);
      if (!stored || stored->status != D::captured || stored->amount.minor != line.amount_minor ||
          stored->details.capture_file != file.number_text() ||
          stored->details.captured_at != file.at) {
        wrong.push_back(line.uuid + " does not agree with " + name);
      }
    }
    if (debit != file.debit_minor || credit != file.credit_minor ||
        static_cast<std::int64_t>(lines.size()) != file.debits + file.credits) {
      wrong.push_back("totals of " + name);
    }
  }
  for (const auto& [uuid, count] : times) {
    if (count != 1) wrong.push_back(uuid + " stands in two files");
  }
  return wrong;
}

TEST(EveningCaptureTest, EverythingDueGoesIntoOneFileOfItsContractAndCurrency) {
  PaymentWorld world;
  for (int i = 0; i < 5; ++i) world.charge();
  auto dollars = world.request();
  dollars.payment.amount = {500, *Currency::find("USD")};
  world.charge(std::move(dollars));
  auto later = world.request();
  later.capture_delay_days = 3;
  const auto waits = world.charge(std::move(later)).transaction;
  world.charge("4970100000000071");  // refused

  const auto move = world.pass_evening();
  EXPECT_TRUE(move.done);
  const auto files = world.run(load_remittances(*world.db, world.book()->id, 10));
  ASSERT_EQ(files.size(), 2u);
  for (const auto& file : files) {
    EXPECT_EQ(file.debits, file.currency == "EUR" ? 5 : 1);
    EXPECT_EQ(file.debit_minor, file.currency == "EUR" ? 5 * 990 : 500);
    EXPECT_EQ(file.at, parse_date_time(format_date_time(file.at).substr(0, 10) + "T22:30:00Z")
                           ->plus_ms(file.at.ms % 1000))
        << "the date of a file is that of its evening";
  }
  EXPECT_EQ(world.ledger_lines("CAPTURE", "APPROVED"), 6);
  EXPECT_EQ(world.stored(waits.uuid)->status, D::authorised);
  EXPECT_EQ(faults_of_files(world), Lines{});

  world.move_clock(world.business_now().plus_days(4));
  EXPECT_EQ(world.stored(waits.uuid)->status, D::captured);
  EXPECT_EQ(world.stored(waits.uuid)->details.capture_file, "000003");
  EXPECT_EQ(faults_of_files(world), Lines{});
  EXPECT_EQ(world.differences(), Lines{});
}

// A charge writes no agenda row for its evening: the slot of its attempt brings the book up, and
// the calendar notes the evening then.
TEST(EveningCaptureTest, WithoutAnyHelpTheAgendaFindsTheEvening) {
  PaymentWorld world;
  const auto made = world.charge().transaction;
  const Instant evening = TimeZone("UTC").next(world.clock.now(), evening_minutes);
  world.run_agenda(20);
  // From slot to slot, as they come.
  for (int services = 0; services < 100; ++services) {
    const Instant slot{world.query("SELECT MIN(next_due) FROM agenda").front().integer(0)};
    ASSERT_LE(slot, evening) << "nothing brings the evening";
    if (slot > world.clock.now()) world.clock.set(slot);
    world.run(world.now().agenda->run_once());
    if (slot == evening) break;
    EXPECT_EQ(world.stored(made.uuid)->status, D::authorised);
  }
  EXPECT_EQ(world.stored(made.uuid)->status, D::captured);
}

TEST(EveningCaptureTest, RunTwiceItChangesNothingTheSecondTime) {
  PaymentWorld world;
  world.charge();
  world.pass_evening();
  const auto history = world.count("history");
  world.run_agenda(30);
  EXPECT_EQ(world.count("history"), history);
  EXPECT_EQ(world.count("remittances"), 1);
  EXPECT_EQ(world.ledger_lines("CAPTURE"), 1);
}

// Every act of the evening, before and after: numbers, files, captures and the acquirer's ledger
// must agree whatever line the process dies at.
TEST(EveningCaptureTest, KilledAtAnyLineNoNumberIsReusedAndNothingCapturedTwice) {
  const char* acts[] = {"clock.move_in",
                        "directory.clock",
                        "payments.insert_counter_block",
                        "remittances.insert_file",
                        "payments.insert_attempt",
                        "capture",
                        "remittances.insert_line",
                        "payments.delete_attempt",
                        "calendar.due_out",
                        "remittances.set_closed",
                        "clock.jobs_counted",
                        "clock.move_ended"};
  for (const char* act : acts) {
    for (const bool after : {false, true}) {
      SCOPED_TRACE(std::string(after ? "after " : "before ") + act);
      PaymentWorld world;
      std::vector<std::string> uuids;
      for (int i = 0; i < 4; ++i) uuids.push_back(world.charge().transaction.uuid);
      const Instant evening =
          TimeZone("UTC").next(world.business_now().plus_ms(1), evening_minutes).plus_seconds(90);
      auto& life = *world.now().life;
      after ? life.end_after(act) : life.end_before(act);
      try {
        world.move_clock(evening);
      } catch (const std::exception&) {
      }
      EXPECT_TRUE(life.over()) << "the evening has no such act";
      world.restart();
      world.run(world.now().recovery->recover(world.book(), true));
      world.run_agenda(60);
      EXPECT_TRUE(world.move_clock(evening).done);
      world.run_agenda(60);
      for (const auto& uuid : uuids) EXPECT_EQ(world.stored(uuid)->status, D::captured);
      EXPECT_EQ(world.ledger_lines("CAPTURE", "APPROVED"), 4);
      EXPECT_EQ(faults_of_files(world), Lines{});
      EXPECT_EQ(world.differences(), Lines{});
      EXPECT_EQ(world.count("due WHERE job = 60"), 0);
    }
  }
}

TEST(EveningCaptureTest, ASilentAcquirerKeepsTheFileOpenUntilItHasAnswered) {
  PaymentWorld world;
  const auto first = world.charge().transaction;
  world.charge();
  ASSERT_TRUE(world.bank->faults().add(
      acquiring::Operation::capture,
      {acquiring::Fault::Kind::silent, std::chrono::milliseconds(0)}));
  world.pass_evening();
  world.run_agenda(60);
  EXPECT_EQ(world.stored(first.uuid)->status, D::captured);
  EXPECT_EQ(world.ledger_lines("CAPTURE", "APPROVED"), 2);
  EXPECT_EQ(world.count("remittances"), 1);
  EXPECT_EQ(faults_of_files(world), Lines{});
  EXPECT_EQ(world.differences(), Lines{});
}

TEST(EveningCaptureTest, AClosedFileTakesNothingAnyMore) {
  PaymentWorld world;
  world.charge();
  world.pass_evening();
  const auto made = world.charge().transaction;
  const auto files = world.run(load_remittances(*world.db, world.book()->id, 1));
  Errands errands(world.now().charges->with());
  EXPECT_THROW(world.run(errands.remit(world.book(), made.uuid, remittance_of(files.front()),
                                       world.business_now())),
               sql::UnitFailed);
  EXPECT_EQ(world.stored(made.uuid)->status, D::authorised);
  EXPECT_EQ(world.ledger_lines("CAPTURE"), 1);
}

/// Cancels as Operations::cancel does, and tells how it ended.
Task<> cancel(const Collaborators& with, BookPtr book, std::string uuid, bool& cancelled) {
  std::optional<Attempt> duty;
  Decide decide = [&](Change& change, const Transaction& current, Transaction& after) {
    duty.reset();
    if (current.pending || current.status != D::authorised) return;
    after.status = D::cancelled;
    change.move(current, after, StatusEvent::cancelled);
    duty = change.give_back(after);
  };
  auto changed = co_await change_transaction(with, book, uuid, "test", std::move(decide),
                                             pending_wait_max);
  cancelled = changed && changed->changed;
  Errands errands(with);
  if (cancelled) co_await errands.release(book, *duty);
}

// The cancellation starts at every moment of the evening in turn, on a store whose reads and
// commits take their time.
TEST(EveningCaptureTest, OfACancellationAndTheCaptureOneWins) {
  int captures = 0, cancellations = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    PaymentWorld world({.shuffled = true, .seed = seed});
    const auto uuid = world.charge().transaction.uuid;
    const Instant evening = TimeZone("UTC").next(world.business_now(), evening_minutes);
    bool cancelled = false;
    spawn(world.scheduler, "capture", [](PaymentWorld& w, Instant to) -> Task<> {
      co_await w.now().clock_moves->order(w.book()->id, to);
      co_await w.now().clock_moves->carry_out(*w.now().agenda, w.book()->id,
                                              std::chrono::seconds(30));
    }(world, evening));
    world.scheduler.run_for(std::chrono::milliseconds(seed * 12));
    spawn(world.scheduler, "cancel",
          cancel(world.now().charges->with(), world.book(), uuid, cancelled));
    world.settle_everything();
    world.run_agenda(60);
    const auto stored = world.stored(uuid);
    EXPECT_EQ(stored->status, cancelled ? D::cancelled : D::captured);
    EXPECT_EQ(world.ledger_lines("CAPTURE", "APPROVED"), cancelled ? 0 : 1);
    EXPECT_EQ(world.ledger_lines("REVERSE", "APPROVED"), cancelled ? 1 : 0);
    EXPECT_EQ(world.differences(), Lines{});
    ++(cancelled ? cancellations : captures);
  }
  EXPECT_GT(captures, 5);
  EXPECT_GT(cancellations, 5);
}

}  // namespace
}  // namespace guichet::payments
