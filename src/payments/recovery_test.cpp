#include "payments/recovery.hpp"

#include <gtest/gtest.h>

#include "payments/testing/payment_world.hpp"
#include "sql/unit.hpp"

namespace guichet::payments {
namespace {

using acquiring::Fault;
using acquiring::Operation;
using testing::Killed;
using testing::PaymentWorld;
using Lines = std::vector<std::string>;

/// Where a process dies: before or after the next act of that name.
struct Death {
  bool after;
  const char* act;
};
std::string text_of(const Death& death) {
  return std::string(death.after ? "after " : "before ") + death.act;
}

// The durable steps of a charge, and of the recovery of one.
const Death deaths_of_a_charge[] = {
    {false, "payments.insert_attempt"},     {true, "payments.insert_attempt"},
    {false, "authorise"},                   {true, "authorise"},
    {false, "payments.insert_transaction"}, {true, "payments.insert_transaction"}};
const Death deaths_of_a_recovery[] = {
    {false, "payments.set_attempt"},        {true, "payments.set_attempt"},
    {true, "inquire"},                      {false, "authorise"},
    {true, "authorise"},                    {false, "reverse"},
    {true, "reverse"},                      {false, "payments.insert_transaction"},
    {true, "payments.insert_transaction"},  {false, "payments.delete_attempt"},
    {true, "payments.delete_attempt"}};

struct RecoveryTest : ::testing::Test {
  static void plan(PaymentWorld& world, const Death& death) {
    auto& life = *world.now().life;
    death.after ? life.end_after(death.act) : life.end_before(death.act);
  }
  static ChargeRequest wish(PaymentWorld& world, Origin origin,
                            std::string_view card = testing::approved_card) {
    auto request = world.request(card);
    request.payment.origin = origin;
    return request;
  }
  /// A charge whose process dies on the way.
  static void die_charging(PaymentWorld& world, Origin origin, const Death& death,
                           std::string_view card = testing::approved_card) {
    plan(world, death);
    EXPECT_THROW(world.charge(wish(world, origin, card)), Killed) << text_of(death);
  }
  static void recover_at_start(PaymentWorld& world) {
    world.run(world.now().recovery->recover(world.book(), true));
  }
  static Transaction only_transaction(PaymentWorld& world) {
    auto all = world.run(load_page(*world.db, world.book()->id, "", 10));
    EXPECT_EQ(all.size(), 1u);
    check(!all.empty(), "no transaction");
    return all.front();
  }
  /// After everything: one outcome, nothing open, nothing held that nobody knows of.
  static void expect_at_rest(PaymentWorld& world, Origin origin, bool begun) {
    EXPECT_EQ(world.count("attempts"), 0);
    EXPECT_EQ(world.differences(), Lines{});
    EXPECT_LE(world.ledger_lines("AUTHORISE", "APPROVED"), 1);
    EXPECT_EQ(world.count("transactions"), begun ? 1 : 0);
    if (!begun) return;
    const auto outcome = only_transaction(world);
    if (origin == Origin::form) {
      EXPECT_EQ(outcome.status, DetailedStatus::authorised);
      EXPECT_EQ(world.ledger_lines("REVERSE"), 0);
    } else if (outcome.status == DetailedStatus::refused) {
      EXPECT_EQ(outcome.details.refused.code, "PSP_537");
      EXPECT_EQ(world.ledger_lines("REVERSE"), 1);
    }
    EXPECT_GE(world.merchant.bodies.size(), 1u) << "nobody told the merchant";
  }
};

TEST_F(RecoveryTest, ADeathAtEveryStepOfAChargeIsMended) {
  for (const Origin origin : {Origin::service, Origin::form}) {
    for (const auto& death : deaths_of_a_charge) {
      for (const bool at_start : {true, false}) {
        SCOPED_TRACE(std::string(origin == Origin::form ? "form, " : "service, ") +
                     text_of(death) + (at_start ? ", at start" : ", by the agenda"));
        PaymentWorld world;
        die_charging(world, origin, death);
        world.reopen_bank();
        if (at_start) recover_at_start(world);
        world.run_agenda(at_start ? 60 : 90);
        const bool begun = std::string_view(death.act) != "payments.insert_attempt" || death.after;
        expect_at_rest(world, origin, begun);
        if (origin == Origin::service && begun) {
          // Settled before the death: it stands; else it was reversed, never paid later.
          const bool settled =
              death.after && std::string_view(death.act) == "payments.insert_transaction";
          EXPECT_EQ(only_transaction(world).status, settled ? DetailedStatus::authorised
                                                            : DetailedStatus::refused);
        }
      }
    }
  }
}

TEST_F(RecoveryTest, ADeathAtEveryStepOfARecoveryIsMendedByTheNext) {
  const Death begun[] = {{true, "payments.insert_attempt"}, {true, "authorise"}};
  for (const Origin origin : {Origin::service, Origin::form}) {
    for (const auto& first : begun) {
      for (const auto& second : deaths_of_a_recovery) {
        SCOPED_TRACE(std::string(origin == Origin::form ? "form, " : "service, ") +
                     text_of(first) + ", then " + text_of(second));
        PaymentWorld world;
        die_charging(world, origin, first);
        world.restart();
        plan(world, second);
        try {
          recover_at_start(world);
        } catch (const Killed&) {
        }
        world.restart();
        world.run_agenda(90);
        expect_at_rest(world, origin, true);
      }
    }
  }
}

TEST_F(RecoveryTest, ADeathDuringAPromisedReversalIsMended) {
  for (const auto& death : deaths_of_a_recovery) {
    SCOPED_TRACE(text_of(death));
    PaymentWorld world;
    world.bank->faults().add(Operation::authorise, {Fault::Kind::silent, {}});
    EXPECT_EQ(world.charge().transaction.details.refused.code, "PSP_677");
    plan(world, death);
    try {
      world.run(world.now().recovery->recover(world.book(), false));
    } catch (const Killed&) {
    }
    world.restart();
    world.run_agenda(90);
    EXPECT_EQ(world.count("attempts"), 0);
    EXPECT_EQ(world.count("transactions"), 1);
    EXPECT_EQ(world.differences(), Lines{});
  }
}

TEST_F(RecoveryTest, ForwardCompletionAsksAgainUnderTheSameIdWithoutTheCode) {
  PaymentWorld world;
  die_charging(world, Origin::form, {true, "payments.insert_attempt"});
  world.restart();
  recover_at_start(world);
  EXPECT_EQ(world.now().line->authorisations, 1);
  EXPECT_EQ(world.now().line->codes_sent, 0);
  const auto outcome = only_transaction(world);
  EXPECT_EQ(world.ledger().front().request, outcome.uuid);
  EXPECT_EQ(outcome.version, 2);
  EXPECT_EQ(outcome.details.brand, "CB");
}

TEST_F(RecoveryTest, AnOutcomeTheAcquirerKnowsIsTakenNotAskedAgain) {
  for (const auto card : {testing::approved_card, testing::refused_card}) {
    PaymentWorld world;
    die_charging(world, Origin::form, {true, "authorise"}, card);
    world.restart();
    recover_at_start(world);
    EXPECT_EQ(world.now().line->authorisations, 0);
    const bool approved = card == testing::approved_card;
    const auto outcome = only_transaction(world);
    EXPECT_EQ(outcome.status,
              approved ? DetailedStatus::authorised : DetailedStatus::refused);
    EXPECT_EQ(outcome.details.refused.detailed_code, approved ? "" : "51");
    EXPECT_EQ(world.differences(), Lines{});
  }
}

TEST_F(RecoveryTest, AnAcquirerOutOfReachLeavesTheAttemptForLater) {
  for (const Origin origin : {Origin::service, Origin::form}) {
    PaymentWorld world;
    die_charging(world, origin, {true, "authorise"});
    world.restart();
    for (const auto operation : {Operation::inquire, Operation::reverse}) {
      world.bank->faults().add(operation, {Fault::Kind::lost, {}});
    }
    recover_at_start(world);
    EXPECT_EQ(world.count("attempts"), 1);
    EXPECT_EQ(world.count("transactions"), 0) << "an outcome was guessed";
    world.bank->faults().clear();
    world.run_agenda(90);
    expect_at_rest(world, origin, true);
  }
}

TEST_F(RecoveryTest, ALiveProcessKeepsItsAttemptUntilTheDeadline) {
  PaymentWorld world;
  die_charging(world, Origin::service, {true, "authorise"});
  world.start();
  EXPECT_EQ(world.run(world.now().recovery->recover(world.book(), false)), 0);
  EXPECT_EQ(world.count("attempts"), 1) << "the other process may still be at work";
  EXPECT_EQ(world.now().line->reversals, 0);
}

TEST_F(RecoveryTest, OneAttemptThatFailsDoesNotHoldUpTheOthers) {
  PaymentWorld world;
  for (int n = 0; n < 3; ++n) {
    world.now().db.answers = {{"payments.insert_transaction", sql::Commit::unavailable}};
    EXPECT_THROW(world.charge(), sql::UnitFailed);
  }
  ASSERT_EQ(world.count("attempts"), 3);
  world.restart();
  world.now().db.answers = {{"payments.insert_transaction", sql::Commit::unavailable}};
  EXPECT_EQ(world.run(world.now().recovery->recover(world.book(), true)), 2);
  EXPECT_EQ(world.count("attempts"), 1);
  world.run_agenda(60);
  EXPECT_EQ(world.count("attempts"), 0);
  EXPECT_EQ(world.differences(), Lines{});
}

// A process that has not read the shop yet serves the book's slot of the agenda.
TEST_F(RecoveryTest, AnAttemptOfAnUnknownShopStaysDue) {
  PaymentWorld world;
  die_charging(world, Origin::service, {true, "authorise"});
  world.restart();
  auto attempts = world.run(load_all_attempts(*world.db, world.book()->id));
  ASSERT_EQ(attempts.size(), 1u);
  attempts.front().book_id = 4242;
  sql::Batch batch;
  add_attempt(batch, attempts.front());
  ASSERT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
  const Instant now = world.clock.now();
  const auto next = world.run(world.now().recovery->job().run_due(4242, now));
  ASSERT_TRUE(next);
  EXPECT_GT(*next, now);
  EXPECT_FALSE(world.run(world.now().recovery->job().run_due(4243, now)));
}

Task<> recover_all(Recovery& recovery, BookPtr book) { co_await recovery.recover(book, true); }

// The first recovery hears nothing and lets go, long after a second one took the attempt over and
// died: the fence must stay the second's, or nobody could ever take the attempt over again.
TEST_F(RecoveryTest, LettingGoDoesNotTouchAnAttemptThatSomebodyTookOver) {
  for (const Origin origin : {Origin::service, Origin::form}) {
    PaymentWorld world;
    die_charging(world, origin, {true, "authorise"});
    auto& first = world.restart();
    for (const auto operation : {Operation::inquire, Operation::reverse}) {
      world.bank->faults().add(operation, {Fault::Kind::silent, {}}, 2);
    }
    spawn(world.scheduler, "first", recover_all(*first.recovery, world.book()));
    world.scheduler.run_for(std::chrono::seconds(1));
    auto& second = world.start();
    spawn(world.scheduler, "second", recover_all(*second.recovery, world.book()));
    world.scheduler.run_for(std::chrono::seconds(5));
    second.life->end();
    world.scheduler.run_for(std::chrono::seconds(20));
    const auto left = world.run(load_all_attempts(*world.db, world.book()->id));
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(left.front().fence, 2);
    EXPECT_EQ(left.front().owner, second.owner);
    world.bank->faults().clear();
    world.start();
    world.run_agenda(60);
    expect_at_rest(world, origin, true);
  }
}

TEST_F(RecoveryTest, TwoRecoveriesAtOnceSettleOnce) {
  for (const Origin origin : {Origin::service, Origin::form}) {
    PaymentWorld world{{.shuffled = true}};
    die_charging(world, origin, {true, "authorise"});
    auto& one = world.restart();
    auto& other = world.start();
    int finished = 0;
    for (auto* process : {&one, &other}) {
      spawn(world.scheduler, "recover",
            [](Recovery& recovery, BookPtr book, int& sum) -> Task<> {
              const int count = co_await recovery.recover(book, true);
              sum += count;
            }(*process->recovery, world.book(), finished));
    }
    world.scheduler.run_for(std::chrono::minutes(1));
    EXPECT_EQ(finished, 1);
    world.run_agenda(60);
    expect_at_rest(world, origin, true);
  }
}

// A process that slept for a minute between commit A and the acquirer, while recovery settled.
TEST_F(RecoveryTest, AProcessThatWakesUpLateSendsNothingAndTellsWhatIsStored) {
  PaymentWorld world;
  auto& sleeper = world.now();
  auto& other = world.start();
  bool slept = false;
  sleeper.life->then("payments.insert_attempt", [&] {
    world.clock.advance_ms(60'000);
    slept = true;
  });
  std::optional<Settled> told;
  spawn(world.scheduler, "charge",
        [](Charges& charges, ChargeRequest request, std::optional<Settled>& out) -> Task<> {
          out = co_await charges.charge(std::move(request));
        }(*sleeper.charges, wish(world, Origin::service), told));
  spawn(world.scheduler, "recover", [](Recovery& recovery, BookPtr book) -> Task<> {
    co_await recovery.recover(book, false);
  }(*other.recovery, world.book()));
  world.scheduler.run_for(std::chrono::seconds(30));
  EXPECT_TRUE(slept);
  ASSERT_TRUE(told);
  EXPECT_EQ(sleeper.line->authorisations, 0);
  EXPECT_EQ(told->transaction.status, DetailedStatus::refused);
  world.run_agenda(60);
  EXPECT_EQ(world.count("attempts"), 0);
  EXPECT_EQ(world.count("transactions"), 1);
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 0);
  EXPECT_EQ(world.differences(), Lines{});
}

// Somebody else took the attempt over and does not finish: nothing may be said about the payment.
TEST_F(RecoveryTest, AChargeWhoseAttemptIsTakenOverAndNotSettledIsUnknown) {
  PaymentWorld world;
  world.bank->faults().add(Operation::authorise, {Fault::Kind::slow, std::chrono::seconds(5)});
  world.bank->faults().add(Operation::reverse, {Fault::Kind::lost, {}}, 100);
  std::string code;
  spawn(world.scheduler, "charge",
        [](Charges& charges, ChargeRequest request, std::string& out) -> Task<> {
          try {
            static_cast<void>(co_await charges.charge(std::move(request)));
          } catch (const contract::Refusal& refusal) {
            out = refusal.code;
          }
        }(*world.now().charges, wish(world, Origin::service), code));
  world.scheduler.run_for(std::chrono::seconds(1));
  auto& other = world.start();
  spawn(world.scheduler, "recover", recover_all(*other.recovery, world.book()));
  world.scheduler.run_for(std::chrono::seconds(30));
  EXPECT_EQ(code, "PSP_679");
  EXPECT_EQ(world.count("transactions"), 0) << "an outcome was guessed";
  world.bank->faults().clear();
  world.run_agenda(60);
  expect_at_rest(world, Origin::service, true);
}

// The message of a dead process may still be on the wire when its attempt is given back.
TEST_F(RecoveryTest, AnApprovalThatComesAfterTheReversalIsRefused) {
  PaymentWorld world;
  world.bank->faults().add(Operation::authorise, {Fault::Kind::late, std::chrono::seconds(60)});
  std::optional<Settled> told;
  spawn(world.scheduler, "charge",
        [](Charges& charges, ChargeRequest request, std::optional<Settled>& out) -> Task<> {
          out = co_await charges.charge(std::move(request));
        }(*world.now().charges, wish(world, Origin::service), told));
  world.scheduler.run_for(std::chrono::seconds(1));
  world.now().life->end();
  world.start();
  recover_at_start(world);
  EXPECT_EQ(only_transaction(world).details.refused.code, "PSP_537");
  world.scheduler.run_for(std::chrono::minutes(3));
  EXPECT_FALSE(told);
  EXPECT_EQ(world.ledger_lines("AUTHORISE", "APPROVED"), 0);
  EXPECT_EQ(world.ledger_lines("AUTHORISE", "DECLINED"), 1);
  EXPECT_EQ(world.differences(), Lines{});
}

}  // namespace
}  // namespace guichet::payments
