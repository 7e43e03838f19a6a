#include <gtest/gtest.h>

#include <algorithm>

#include "checkout/testing/checkout_world.hpp"

namespace guichet::checkout {
namespace {

using payments::DetailedStatus;
using payments::Transaction;
using payments::testing::Killed;
using payments::testing::meal_voucher;
using payments::testing::refused_card;
using testing::CheckoutWorld;
using Lines = std::vector<std::string>;

/// A form over 50.00 of a shop that lets several cards pay it. A meal voucher grants 25.00.
struct SplitPaymentTest : ::testing::Test {
  Session session(CheckoutWorld& in) {
    auto stored = in.run(load_session(*in.db, in.book()->id, payment.id));
    EXPECT_TRUE(stored);
    return stored ? *stored : Session();
  }
  Session session() { return session(world); }
  std::vector<Transaction> parts(CheckoutWorld& in) {
    auto all = in.run(payments::load_of_payment(*in.db, in.book()->id, payment.id));
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
    return all;
  }
  std::vector<DetailedStatus> statuses(CheckoutWorld& in) {
    std::vector<DetailedStatus> list;
    for (const auto& part : parts(in)) list.push_back(part.status);
    return list;
  }
  static bool give_up(CheckoutWorld& in, const std::string& id) {
    return in.run(in.checkout().give_up(in.book(), id));
  }
  static void let_time_pass(CheckoutWorld& in) {
    in.scheduler.run_for(std::chrono::minutes(16));
  }

  CheckoutWorld world;
  payments::Payment payment = world.form_payment(5000, 2);
  std::string token = world.token(payment);
};

TEST_F(SplitPaymentTest, APartLeavesTheSessionOpenForTheRest) {
  const auto part = world.pay(token, meal_voucher);
  EXPECT_EQ(part.transaction.status, DetailedStatus::partially_authorised);
  EXPECT_EQ(part.transaction.amount.minor, 2500);
  EXPECT_TRUE(part.transaction.details.split);
  EXPECT_TRUE(part.outbox_id.empty()) << "the merchant hears at the end";
  EXPECT_FALSE(session().closed);
  EXPECT_EQ(session().paid_minor, 2500);
  const auto opened = world.run(world.checkout().open(world.book(), token));
  EXPECT_EQ(opened.remaining_minor(), 2500);
  EXPECT_EQ(opened.attempts_left(), 2) << "each part has its own attempts";

  const auto rest = world.pay(token);
  EXPECT_EQ(rest.transaction.status, DetailedStatus::authorised);
  EXPECT_EQ(rest.transaction.amount.minor, 2500);
  EXPECT_EQ(rest.transaction.sequence, 2);
  EXPECT_TRUE(rest.transaction.details.split);
  EXPECT_FALSE(rest.outbox_id.empty());
  EXPECT_TRUE(session().closed);
  EXPECT_EQ(session().paid_minor, 5000);
  const auto all = parts(world);
  EXPECT_EQ(payments::order_state(payment, all, false).status, payments::Status::paid);
  EXPECT_EQ(world.try_to_pay(token), "INT_903");
  EXPECT_EQ(world.differences(), Lines{});

  let_time_pass(world);
  EXPECT_TRUE(give_up(world, payment.id));
  EXPECT_EQ(statuses(world), (std::vector{DetailedStatus::partially_authorised,
                                          DetailedStatus::authorised}));
}

TEST_F(SplitPaymentTest, AnOrdinaryPaymentIsNoSplit) {
  const auto settled = world.pay(token);
  EXPECT_FALSE(settled.transaction.details.split);
  EXPECT_EQ(session().paid_minor, 5000);
}

TEST_F(SplitPaymentTest, ThreeCardsPayTogether) {
  const std::string other = "5025002000000006";
  payment = world.form_payment(6000, 1);
  token = world.token(payment);
  world.pay(token, meal_voucher);
  EXPECT_EQ(world.pay(token, other).transaction.amount.minor, 2500);
  EXPECT_EQ(world.pay(token).transaction.amount.minor, 1000);
  EXPECT_TRUE(session().closed);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(SplitPaymentTest, AVoucherIsNotDeferredBeyondItsLimitNorIsTheRest) {
  payment.document = R"({"transactionOptions":{"cardOptions":{"captureDelay":30}}})";
  payment.id = make_uuid(world.random, world.clock.now());
  token = world.token(payment);
  for (const auto pan : {meal_voucher, payments::testing::approved_card}) {
    const auto made = world.pay(token, pan).transaction;
    EXPECT_EQ(made.expected_capture_at, made.created_at.plus_days(7));
    EXPECT_TRUE(made.details.full.asked);
  }
}

TEST_F(SplitPaymentTest, TheLastRefusalGivesThePartsBack) {
  world.pay(token, meal_voucher);
  EXPECT_TRUE(world.pay(token, refused_card).outbox_id.empty());
  EXPECT_FALSE(session().closed);
  const auto last = world.pay(token, refused_card);
  EXPECT_EQ(last.transaction.sequence, 3);
  EXPECT_FALSE(last.outbox_id.empty()) << "the merchant hears of the end";
  EXPECT_TRUE(session().closed);
  EXPECT_EQ(session().paid_minor, 0);
  EXPECT_EQ(statuses(world).front(), DetailedStatus::cancelled);
  const auto all = parts(world);
  EXPECT_EQ(payments::order_state(payment, all, false).status, payments::Status::unpaid);
  world.settle_everything();
  EXPECT_EQ(world.ledger_lines("REVERSE"), 1);
  EXPECT_EQ(world.count("attempts"), 0);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(SplitPaymentTest, ASessionThatEndsGivesThePartsBackOnce) {
  world.pay(token, meal_voucher);
  EXPECT_FALSE(give_up(world, payment.id)) << "its time has not come";
  EXPECT_EQ(statuses(world), std::vector{DetailedStatus::partially_authorised});
  let_time_pass(world);
  EXPECT_EQ(world.try_to_pay(token), "PSP_108");
  for (int again = 0; again < 3; ++again) {
    EXPECT_TRUE(give_up(world, payment.id));
    EXPECT_EQ(statuses(world), std::vector{DetailedStatus::cancelled});
    EXPECT_EQ(world.ledger_lines("REVERSE"), 1);
    EXPECT_EQ(world.count("attempts"), 0);
  }
  EXPECT_EQ(session().paid_minor, 0);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(SplitPaymentTest, AnAttemptUnderWayPutsTheEndOff) {
  world.pay(token, meal_voucher);
  world.now().life->end_after("authorise");
  EXPECT_THROW(world.pay(token), Killed);
  auto& next = world.restart();
  let_time_pass(world);
  EXPECT_FALSE(world.run(CheckoutWorld::of(next).give_up(world.book(), payment.id)));
  EXPECT_EQ(statuses(world), std::vector{DetailedStatus::partially_authorised});
  world.run(next.recovery->recover(world.book(), true));
  EXPECT_TRUE(session().closed) << "the rest was paid after all";
  EXPECT_TRUE(give_up(world, payment.id));
  EXPECT_EQ(statuses(world), (std::vector{DetailedStatus::partially_authorised,
                                          DetailedStatus::authorised}));
  EXPECT_EQ(world.differences(), Lines{});
}

// An acquirer that keeps the last attempt waiting over an evening: a part that was captured then
// could not be cancelled any more when the order stays unpaid.
TEST_F(SplitPaymentTest, APartIsNotCapturedWhileTheLastAttemptIsOpen) {
  using acquiring::Fault;
  world.pay(token, meal_voucher);
  world.now().life->end_before("authorise");
  EXPECT_THROW(world.pay(token, refused_card), Killed);
  auto& next = world.restart();
  auto& faults = world.bank->faults();
  for (const auto operation : {acquiring::Operation::authorise, acquiring::Operation::inquire}) {
    faults.add(operation, {Fault::Kind::silent, std::chrono::seconds(0)}, 1000);
  }
  world.pass_evening();
  world.run_agenda(60);
  EXPECT_EQ(statuses(world), std::vector{DetailedStatus::partially_authorised});
  EXPECT_EQ(world.count("attempts"), 1);
  faults.clear();
  world.run(next.recovery->recover(world.book(), true));
  EXPECT_TRUE(give_up(world, payment.id));
  world.run_agenda(60);
  EXPECT_EQ(statuses(world),
            (std::vector{DetailedStatus::cancelled, DetailedStatus::refused}));
  EXPECT_EQ(world.ledger_lines("CAPTURE"), 0);
  EXPECT_EQ(world.count("attempts"), 0);
  EXPECT_EQ(world.differences(), Lines{});
}

// By the sums of its order a part is left alone until the order is paid: PSP_089 for what ends it,
// PSP_626 for what changes it. Transaction/Refund never comes so far: it takes CAPTURED, which no
// part is before its order is complete. Neither does Transaction/Validate with a voucher, which is
// PARTIALLY_AUTHORISED, nor Capture and Duplicate: its status refuses first.
TEST_F(SplitPaymentTest, APartOfAnOpenOrderIsLeftAlone) {
  using payments::Operation;
  std::string shop(merchants::demo_shop_toml);
  world.apply("manual_validation = true\n" + shop);
  payment = world.form_payment(5000, 2);
  token = world.token(payment);
  const auto part = world.pay(token, meal_voucher).transaction;
  auto& operations = *world.now().operations;
  const auto code_of = [](auto call) {
    try {
      call();
      return std::string("done");
    } catch (const contract::Refusal& refusal) {
      return refusal.code;
    }
  };
  const auto resolve = [&](Operation operation, payments::Resolution resolution) {
    return code_of([&] {
      world.run(operations.resolve(world.book(), part.uuid, operation, resolution, {}, {}));
    });
  };
  const auto automatic = payments::Resolution::automatic;
  EXPECT_EQ(resolve(Operation::cancel, payments::Resolution::cancellation_only), "PSP_089");
  EXPECT_EQ(resolve(Operation::cancel_or_refund, automatic), "PSP_089");
  EXPECT_EQ(resolve(Operation::refund, payments::Resolution::refund_only), "PSP_076");
  EXPECT_EQ(code_of([&] { world.run(operations.validate(world.book(), part.uuid, {})); }),
            "PSP_503");

  // The rest waits for the merchant: the order is complete, and its parts are the merchant's.
  const auto rest = world.pay(token).transaction;
  EXPECT_EQ(rest.status, DetailedStatus::authorised_to_validate);
  EXPECT_EQ(code_of([&] { world.run(operations.validate(world.book(), rest.uuid, {})); }),
            "done");
  EXPECT_EQ(resolve(Operation::cancel, payments::Resolution::cancellation_only), "done");
}

TEST_F(SplitPaymentTest, APartFixesThePrice) {
  world.pay(token, meal_voucher);
  try {
    world.run(world.checkout().update_amount(world.book(), token, 4000, "497010"));
    FAIL() << "updated";
  } catch (const contract::Refusal& refusal) {
    EXPECT_EQ(refusal.code, "PSP_626");
  }
}

TEST_F(SplitPaymentTest, WithoutTheOptionAPartIsRefusedAndGivenBack) {
  std::string shop(merchants::demo_shop_toml);
  shop.replace(shop.find("split_payment = true"), 20, "split_payment = false");
  world.apply(shop);
  const auto settled = world.pay(token, meal_voucher);
  EXPECT_EQ(settled.transaction.status, DetailedStatus::refused);
  EXPECT_EQ(settled.transaction.details.refused.code, "PSP_114");
  EXPECT_EQ(settled.transaction.amount.minor, 5000);
  world.run_agenda(5);
  EXPECT_EQ(world.ledger_lines("REVERSE"), 1);
  EXPECT_EQ(world.differences(), Lines{});
  EXPECT_EQ(world.try_to_pay(token), "AUTHORISED") << "another card may still pay it all";
}

TEST_F(SplitPaymentTest, ADeathAtAnyStepLeavesNothingHeldForAnUnpaidOrder) {
  const std::pair<bool, const char*> deaths[] = {
      {false, "payments.insert_attempt"},     {true, "payments.insert_attempt"},
      {true, "authorise"},                    {false, "payments.insert_transaction"},
      {true, "payments.insert_transaction"},  {false, "checkout.upsert_session"},
      {true, "checkout.upsert_session"},      {false, "payments.update_transaction"},
      {true, "payments.update_transaction"},  {false, "reverse"},
      {true, "reverse"},                      {false, "payments.delete_attempt"}};
  for (const bool second_refused : {false, true}) {
    for (const auto& [after, act] : deaths) {
      SCOPED_TRACE(std::string(second_refused ? "last refused, " : "expired, ") +
                   (after ? "after " : "before ") + act);
      CheckoutWorld mortal;
      payment = mortal.form_payment(5000, 1);
      token = mortal.token(payment);
      mortal.pay(token, meal_voucher);
      auto& life = *mortal.now().life;
      if (!second_refused) let_time_pass(mortal);
      after ? life.end_after(act) : life.end_before(act);
      try {
        second_refused ? static_cast<void>(mortal.pay(token, refused_card))
                       : static_cast<void>(give_up(mortal, payment.id));
      } catch (const Killed&) {
      }
      mortal.reopen_bank();
      mortal.run(mortal.now().recovery->recover(mortal.book(), true));
      let_time_pass(mortal);
      EXPECT_TRUE(give_up(mortal, payment.id));
      mortal.run_agenda(40);
      EXPECT_EQ(statuses(mortal).front(), DetailedStatus::cancelled);
      EXPECT_EQ(session(mortal).paid_minor, 0);
      EXPECT_EQ(mortal.count("attempts"), 0);
      EXPECT_EQ(mortal.ledger_lines("REVERSE"), 1);
      EXPECT_EQ(mortal.differences(), Lines{});
    }
  }
}

}  // namespace
}  // namespace guichet::checkout
