#include "payments/operations.hpp"

#include <gtest/gtest.h>

#include "payments/testing/operations_world.hpp"
#include "sql/unit.hpp"

namespace guichet::payments {
namespace {

using testing::OperationsTest;
using D = DetailedStatus;
using testing::Lines;
using acquiring::Fault;
using testing::Killed;
using testing::PaymentWorld;

TEST_F(OperationsTest, ACancellationGivesTheAuthorisationBack) {
  const auto transaction = made();
  const auto cancelled = resolve(transaction.uuid);
  EXPECT_EQ(cancelled.uuid, transaction.uuid);
  EXPECT_EQ(cancelled.status, D::cancelled);
  EXPECT_EQ(world.ledger_lines("REVERSE"), 1);
  EXPECT_EQ(world.count("attempts"), 0);
  EXPECT_EQ(world.differences(), Lines{});
  EXPECT_EQ(ends([&] { resolve(transaction.uuid); }), "PSP_105");
}

TEST_F(OperationsTest, ACancellationStandsWhileTheAcquirerIsSilent) {
  const auto transaction = made();
  world.bank->faults().add(acquiring::Operation::reverse, {Fault::Kind::lost, {}});
  EXPECT_EQ(resolve(transaction.uuid).status, D::cancelled);
  EXPECT_EQ(world.ledger_lines("REVERSE"), 0);
  EXPECT_EQ(world.differences().size(), 1u);
  world.run_agenda(60);
  EXPECT_EQ(world.ledger_lines("REVERSE"), 1);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(OperationsTest, ACardCheckHoldsNothingToGiveBack) {
  const auto transaction = made(30);
  EXPECT_EQ(resolve(transaction.uuid).status, D::cancelled);
  EXPECT_EQ(world.ledger_lines("REVERSE"), 0);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(OperationsTest, AnotherAmountOrCurrencyCannotBeCancelled) {
  const auto transaction = made();
  EXPECT_EQ(ends([&] { resolve(transaction.uuid, {.amount = 500}); }), "PSP_103");
  EXPECT_EQ(ends([&] { resolve(transaction.uuid, {.currency = "USD"}); }), "PSP_545");
  EXPECT_EQ(ends([&] { resolve(transaction.uuid, {.amount = 990, .currency = "EUR"}); }), "done");
}

TEST_F(OperationsTest, ARefundIsANewCredit) {
  const auto debit = captured();
  const auto credit = resolve(debit.uuid, {.amount = 400});
  EXPECT_NE(credit.uuid, debit.uuid);
  EXPECT_EQ(credit.operation, OperationType::credit);
  EXPECT_EQ(credit.status, D::authorised);
  EXPECT_EQ(credit.amount.minor, 400);
  EXPECT_EQ(credit.details.parent, debit.uuid);
  EXPECT_EQ(credit.details.payment_source, "OTHER");
  EXPECT_FALSE(credit.details.full.asked);
  EXPECT_EQ(credit.sequence, debit.sequence);
  EXPECT_EQ(world.stored(debit.uuid)->details.refunded_minor, 400);
  EXPECT_EQ(world.stored(debit.uuid)->status, D::captured);
  EXPECT_EQ(world.ledger_lines("REFUND"), 0) << "a refund goes out with the evening's file";
  EXPECT_EQ(world.differences(), Lines{});
  capture(credit.uuid);
  EXPECT_EQ(world.ledger_lines("REFUND", "APPROVED"), 1);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(OperationsTest, RefundsNeverExceedTheOriginal) {
  const auto debit = captured();
  EXPECT_EQ(refund(debit.uuid, 991), "PSP_510");
  EXPECT_EQ(refund(debit.uuid, 600), "done");
  EXPECT_EQ(refund(debit.uuid, 391), "PSP_511");
  EXPECT_EQ(refund(debit.uuid, 390), "done");
  EXPECT_EQ(refund(debit.uuid, 1), "PSP_104");
  EXPECT_EQ(ends([&] { resolve(debit.uuid); }), "PSP_104");
  EXPECT_EQ(world.stored(debit.uuid)->details.refunded_minor, 990);
}

// Turns hold within one process. Between processes the losers wait for moments that differ.
TEST_F(OperationsTest, ManyProcessesAtOneTransactionAreAllAnswered) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    PaymentWorld busy({.shuffled = true, .seed = seed});
    const auto made = busy.charge().transaction;
    busy.pass_evening();
    std::vector<std::string> ends;
    const auto refund_one = [&busy, &made, &ends](Operations& operations) -> Task<> {
      auto book = busy.book();
      RefundOrder order{.amount = 10};
      Wish wish;
      try {
        co_await operations.resolve(std::move(book), made.uuid, Operation::refund,
                                    Resolution::refund_only, std::move(order), std::move(wish));
        ends.emplace_back("done");
      } catch (const contract::Refusal& refusal) {
        ends.push_back(refusal.code);
      }
    };
    while (busy.processes.size() < 16) busy.start();
    for (const auto& process : busy.processes) {
      spawn(busy.scheduler, "refund", refund_one(*process->operations));
    }
    busy.settle_everything();
    EXPECT_EQ(ends, std::vector<std::string>(16, "done"));
    EXPECT_EQ(busy.stored(made.uuid)->details.refunded_minor, 160);
  }
}

TEST_F(OperationsTest, WhoLosesEveryTurnIsToldThatItIsBusy) {
  const auto transaction = captured();
  for (std::size_t i = 0; i < limits::unit_tries_max; ++i) {
    world.now().db.answers.emplace_back("payments.set_transaction", sql::Commit::conflict);
  }
  EXPECT_EQ(refund(transaction.uuid, 10), "PSP_503");
  EXPECT_EQ(refund(transaction.uuid, 10), "done");
  world.now().db.answers.emplace_back("payments.set_transaction", sql::Commit::unavailable);
  EXPECT_THROW(refund(transaction.uuid, 10), sql::UnitFailed);
}

TEST_F(OperationsTest, ACancelledRefundCanBeRefundedAgain) {
  const auto debit = captured();
  const auto credit = resolve(debit.uuid);
  EXPECT_EQ(credit.amount.minor, 990);
  EXPECT_EQ(resolve(credit.uuid).status, D::cancelled);
  EXPECT_EQ(world.stored(debit.uuid)->details.refunded_minor, 0);
  EXPECT_EQ(refund(debit.uuid, 990), "done");
  EXPECT_EQ(world.ledger_lines("REVERSE"), 0);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(OperationsTest, ARefundOfARefundIsRefused) {
  const auto credit = resolve(captured().uuid);
  EXPECT_EQ(refund(credit.uuid, 1), "PSP_076");
  capture(credit.uuid);
  EXPECT_EQ(refund(credit.uuid, 1), "PSP_512");
}

TEST_F(OperationsTest, ARefundMayWaitForItsDateAndItsValidation) {
  const auto debit = captured();
  const auto credit =
      resolve(debit.uuid, {.amount = 100, .capture_delay_days = 3, .manual_validation = true});
  EXPECT_EQ(credit.status, D::authorised_to_validate);
  EXPECT_EQ(credit.expected_capture_at, credit.created_at.plus_days(3));
  const auto valid = world.run(operations().validate(world.book(), credit.uuid, {}));
  EXPECT_EQ(valid.status, D::authorised);
}

TEST_F(OperationsTest, TheContractMayForbidRefunds) {
  const auto debit = captured();
  EXPECT_EQ(ends([&] { resolve(debit.uuid, {.mid = "nobody"}); }), "PSP_025");
  EXPECT_EQ(ends([&] { resolve(debit.uuid, {.currency = "USD"}); }), "PSP_545");
  contract("refunds = \"whole\"\n");
  EXPECT_EQ(refund(debit.uuid, 100), "PSP_638");
  contract("refunds = \"none\"\n");
  EXPECT_EQ(refund(debit.uuid, 990), "PSP_043");
  contract("refunds = \"whole\"\n");
  EXPECT_EQ(refund(debit.uuid, 990), "done");
}

// spec/status-machine.md 14: only cancellation, before the capture.
TEST_F(OperationsTest, AMealVoucherIsNeverRefunded) {
  const auto first = made(0, false, testing::meal_voucher);
  EXPECT_EQ(resolve(first.uuid).status, D::cancelled);
  const auto second = made(0, false, testing::meal_voucher);
  capture(second.uuid);
  EXPECT_EQ(refund(second.uuid, 990), "PSP_043");
  EXPECT_EQ(ends([&] { resolve(second.uuid); }), "PSP_043");
}

TEST_F(OperationsTest, AnExpiredCardMayBeRefundedUnlessTheContractForbidsIt) {
  const auto debit = captured();
  world.clock.advance_ms(std::int64_t{10} * 365 * 86'400'000);
  contract("refunds_expired_cards = false\n");
  EXPECT_EQ(refund(debit.uuid, 100), "PSP_112");
  contract("");
  EXPECT_EQ(refund(debit.uuid, 100), "done");
}

TEST_F(OperationsTest, WhatWasChargedBackIsNotRefunded) {
  const auto debit = captured();
  world.run(operations().mark_unpaid(world.book(), debit.uuid, {}));
  EXPECT_EQ(world.stored(debit.uuid)->status, D::captured);
  EXPECT_EQ(refund(debit.uuid, 100), "PSP_083");
  EXPECT_EQ(ends([&] { resolve(debit.uuid); }), "PSP_083");
  EXPECT_EQ(ends([&] { world.run(operations().mark_unpaid(world.book(), debit.uuid, {})); }),
            "PSP_503");
  const auto open = made();
  EXPECT_EQ(ends([&] { world.run(operations().mark_unpaid(world.book(), open.uuid, {})); }),
            "PSP_503");
}

// A cancellation or refund that dies on the way has happened or not, here and at the acquirer.
TEST(OperationsRaceTest, ADeathAtEveryStepOfACancellationIsMended) {
  const std::pair<bool, const char*> deaths[] = {
      {false, "payments.set_transaction"}, {true, "payments.set_transaction"},
      {false, "reverse"},                  {true, "reverse"},
      {false, "payments.delete_attempt"},  {true, "payments.delete_attempt"}};
  for (const auto& [after, act] : deaths) {
    SCOPED_TRACE(std::string(after ? "after " : "before ") + act);
    PaymentWorld own;
    const auto transaction = own.charge().transaction;
    after ? own.now().life->end_after(act) : own.now().life->end_before(act);
    EXPECT_THROW(own.run(own.now().operations->cancel(own.book(), transaction.uuid, {})), Killed);
    own.reopen_bank();
    own.run(own.now().recovery->recover(own.book(), true));
    own.run_agenda(60);
    const bool begun = after || std::string_view(act) != "payments.set_transaction";
    EXPECT_EQ(own.stored(transaction.uuid)->status, begun ? D::cancelled : D::authorised);
    EXPECT_EQ(own.ledger_lines("REVERSE"), begun ? 1 : 0);
    EXPECT_EQ(own.count("attempts"), 0);
    EXPECT_EQ(own.differences(), Lines{});
  }
}

/// A store that completes reads and commits in every order.
testing::WorldOptions racing(std::uint64_t seed) {
  testing::WorldOptions options;
  options.shuffled = true;
  options.seed = seed;
  return options;
}

Transaction charge_and_capture(PaymentWorld& world) {
  auto transaction = world.charge().transaction;
  const Instant due = world.book()->business_time(world.clock.now());
  Errands errands(world.now().charges->with());
  world.run(errands.remit(world.book(), transaction.uuid, {"000001", due}, due));
  return transaction;
}

// The two that must never both happen, started at the same time over a store that completes reads
// and commits in every order.
TEST(OperationsRaceTest, ACancellationOrACaptureWinsNeverBoth) {
  int cancelled = 0, captured = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    PaymentWorld world(racing(seed));
    const auto transaction = world.charge().transaction;
    const Instant due = world.book()->business_time(world.clock.now());
    std::string code = "cancelled";
    Errands errands(world.now().charges->with());
    spawn(world.scheduler, "cancel", [](PaymentWorld& all, std::string uuid,
                                        std::string& ended) -> Task<> {
      Wish wish;
      try {
        co_await all.now().operations->cancel(all.book(), uuid, wish);
      } catch (const contract::Refusal& refusal) {
        ended = refusal.code;
      }
    }(world, transaction.uuid, code));
    spawn(world.scheduler, "capture", [](PaymentWorld& all, Errands& way, std::string uuid,
                                         Instant at) -> Task<> {
      Remittance file{"000001", at};
      co_await way.remit(all.book(), uuid, file, at);
    }(world, errands, transaction.uuid, due));
    world.settle_everything();
    const auto stored = world.stored(transaction.uuid);
    if (stored->status == D::cancelled) {
      ++cancelled;
      EXPECT_EQ(code, "cancelled");
      EXPECT_EQ(world.ledger_lines("CAPTURE", "APPROVED"), 0);
      EXPECT_EQ(world.ledger_lines("REVERSE"), 1);
    } else {
      ++captured;
      EXPECT_EQ(stored->status, D::captured);
      EXPECT_EQ(code, "PSP_075");
      EXPECT_EQ(world.ledger_lines("REVERSE"), 0);
    }
    EXPECT_FALSE(stored->pending);
    EXPECT_EQ(world.count("attempts"), 0);
    EXPECT_EQ(world.differences(), Lines{});
  }
  EXPECT_GT(cancelled, 0) << "no seed let the cancellation win";
  EXPECT_GT(captured, 0) << "no seed let the capture win";
}

Task<> refund_one(PaymentWorld& world, Operations& operations, std::string uuid,
                  std::int64_t minor, int& granted) {
  Wish wish;
  RefundOrder order{.amount = minor};
  try {
    co_await operations.resolve(world.book(), uuid, Operation::refund, Resolution::refund_only,
                                order, wish);
    ++granted;
  } catch (const contract::Refusal& refusal) {
    EXPECT_EQ(refusal.code, "PSP_511");
  }
}

// As many refunds as there are, at the same time in two processes, which know nothing of each
// other's turns: together they never exceed the original.
TEST(OperationsRaceTest, RefundsAtTheSameTimeShareTheAmount) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    PaymentWorld world(racing(seed));
    const auto transaction = charge_and_capture(world);
    Operations other(*world.now().charges);
    int granted = 0;
    for (int n = 0; n < 4; ++n) {
      auto& operations = n % 2 == 0 ? *world.now().operations : other;
      spawn(world.scheduler, "refund",
            refund_one(world, operations, transaction.uuid, 400, granted));
    }
    world.settle_everything();
    EXPECT_EQ(granted, 2);
    EXPECT_EQ(world.stored(transaction.uuid)->details.refunded_minor, 800);
    EXPECT_EQ(world.count("transactions"), 3);
  }
}

// The lines of an order, refunded all at once: none is beaten until it gives up.
TEST(OperationsRaceTest, ManyRefundsAtTheSameTimeAreAllMade) {
  PaymentWorld world(racing(1));
  const auto transaction = charge_and_capture(world);
  int granted = 0;
  for (int n = 0; n < 40; ++n) {
    spawn(world.scheduler, "refund",
          refund_one(world, *world.now().operations, transaction.uuid, 20, granted));
  }
  world.settle_everything();
  EXPECT_EQ(granted, 40);
  EXPECT_EQ(world.stored(transaction.uuid)->details.refunded_minor, 800);
}

}  // namespace
}  // namespace guichet::payments
