#include "payments/charge.hpp"

#include <gtest/gtest.h>

#include "payments/testing/payment_world.hpp"
#include "sql/unit.hpp"

namespace guichet::payments {
namespace {

using acquiring::Fault;
using acquiring::Operation;
using testing::PaymentWorld;
using Lines = std::vector<std::string>;

struct ChargeTest : ::testing::Test {
  void fault(Fault::Kind kind, std::chrono::milliseconds delay = {}) {
    ASSERT_TRUE(world.bank->faults().add(Operation::authorise, {kind, delay}));
  }
  void expect_nothing_written() {
    for (const char* table : {"payments", "transactions", "attempts", "outbox"}) {
      EXPECT_EQ(world.count(table), 0) << table;
    }
    EXPECT_EQ(world.ledger().size(), 0u);
  }
  PaymentWorld world;
};

TEST_F(ChargeTest, AnApprovedChargeIsAuthorisedAndDurable) {
  const auto settled = world.charge();
  const auto stored = world.stored(settled.transaction.uuid);
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->status, DetailedStatus::authorised);
  EXPECT_EQ(stored->version, 1);
  EXPECT_EQ(stored->amount.minor, 990);
  EXPECT_EQ(stored->expected_capture_at, stored->created_at);
  const auto& details = stored->details;
  EXPECT_EQ(details.brand, "CB");
  EXPECT_EQ(details.masked_pan, "497010XXXXXX0014");
  EXPECT_EQ(details.liability_shift, "NO");
  EXPECT_TRUE(details.full.asked);
  EXPECT_EQ(details.full.amount, 990);
  EXPECT_EQ(details.full.result, "0");
  EXPECT_EQ(details.full.number.size(), 6u);
  EXPECT_FALSE(details.mark.asked);
  EXPECT_EQ(details.issuer_transaction_identifier.size(), 16u);
  EXPECT_TRUE(details.refused.code.empty());
  EXPECT_EQ(settled.payment.legacy_trans_id, "9aaaaa");
  EXPECT_EQ(world.count("attempts"), 0);
  EXPECT_EQ(world.count("payments"), 1);
  EXPECT_EQ(world.now().line->codes_sent, 1);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(ChargeTest, ARefusalKeepsTheAcquirersCode) {
  const std::pair<std::string, std::string> cards[] = {
      {std::string(testing::refused_card), "51"}, {"4970100000000113", "05"},
      {"4970100000000089", "82"}};
  for (const auto& [number, code] : cards) {
    const auto settled = world.charge(number);
    EXPECT_EQ(settled.transaction.status, DetailedStatus::refused);
    const auto stored = world.stored(settled.transaction.uuid);
    ASSERT_TRUE(stored);
    const auto& refused = stored->details.refused;
    EXPECT_EQ(refused.code, "ACQ_001");
    EXPECT_EQ(refused.detailed_code, code);
    EXPECT_FALSE(refused.detailed_message.empty());
    EXPECT_EQ(stored->details.full.result, code);
    EXPECT_TRUE(stored->details.full.number.empty());
    EXPECT_TRUE(stored->details.liability_shift.empty());
  }
  EXPECT_EQ(world.count("attempts"), 0);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(ChargeTest, ASmallerAmountGrantedIsTheTransactionsAmount) {
  const auto settled = world.charge(world.request(testing::meal_voucher, 4000));
  EXPECT_EQ(settled.transaction.status, DetailedStatus::partially_authorised);
  EXPECT_LT(settled.transaction.amount.minor, 4000);
  EXPECT_GT(settled.transaction.amount.minor, 0);
  EXPECT_EQ(settled.transaction.details.full.amount, settled.transaction.amount.minor);
  EXPECT_EQ(settled.payment.amount.minor, 4000);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(ChargeTest, ManualValidationWaitsForTheMerchant) {
  auto request = world.request();
  request.manual_validation = true;
  EXPECT_EQ(world.charge(std::move(request)).transaction.status,
            DetailedStatus::authorised_to_validate);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(ChargeTest, ADistantCaptureIsACardCheckOfZero) {
  for (const bool by_hand : {false, true}) {
    auto request = world.request();
    request.capture_delay_days = 8;
    request.manual_validation = by_hand;
    const auto settled = world.charge(std::move(request));
    EXPECT_EQ(settled.transaction.status,
              by_hand ? DetailedStatus::waiting_authorisation_to_validate
                      : DetailedStatus::waiting_authorisation);
    EXPECT_EQ(settled.transaction.amount.minor, 990);
    EXPECT_FALSE(settled.transaction.details.full.asked);
    EXPECT_TRUE(settled.transaction.details.mark.asked);
    EXPECT_EQ(settled.transaction.details.mark.amount, 0);
    EXPECT_EQ(*settled.transaction.expected_capture_at,
              settled.transaction.created_at.plus_days(8));
    EXPECT_EQ(world.ledger().back().amount, 0);
  }
  auto request = world.request();
  request.capture_delay_days = 7;
  EXPECT_EQ(world.charge(std::move(request)).transaction.status, DetailedStatus::authorised);
  EXPECT_EQ(world.ledger().back().amount, 990);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(ChargeTest, SilenceIsRefusedAtOnceAndReversedDurably) {
  fault(Fault::Kind::silent);
  const auto settled = world.charge();
  EXPECT_EQ(settled.transaction.status, DetailedStatus::refused);
  EXPECT_EQ(settled.transaction.details.refused.code, "PSP_677");
  EXPECT_FALSE(settled.transaction.details.full.asked);
  EXPECT_EQ(world.run(count_attempts(*world.db, world.book()->id, Phase::reverse)), 1);
  EXPECT_EQ(world.differences().size(), 1u) << "the approval is still held";

  world.run_agenda(3);
  EXPECT_EQ(world.count("attempts"), 0);
  EXPECT_EQ(world.ledger_lines("REVERSE"), 1);
  EXPECT_EQ(world.differences(), Lines{});
  const auto stored = world.stored(settled.transaction.uuid);
  EXPECT_EQ(stored->details.refused.code, "PSP_677") << "what was told stays";
}

TEST_F(ChargeTest, TheReversalOutlivesTheProcessThatPromisedIt) {
  fault(Fault::Kind::silent);
  world.charge();
  world.restart();
  world.run_agenda(3);
  EXPECT_EQ(world.count("attempts"), 0);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(ChargeTest, ALateArrivalMeetsTheTombstone) {
  fault(Fault::Kind::late, std::chrono::seconds(20));
  const auto settled = world.charge();
  EXPECT_EQ(settled.transaction.details.refused.code, "PSP_677");
  world.run_agenda(3);
  EXPECT_EQ(world.ledger_lines("REVERSE"), 1);
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 0) << "still on its way";
  world.run_agenda(60);
  EXPECT_EQ(world.ledger_lines("AUTHORISE", "APPROVED"), 0);
  EXPECT_EQ(world.ledger_lines("AUTHORISE", "DECLINED"), 1);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(ChargeTest, ARequestSentTwiceIsHeldOnce) {
  fault(Fault::Kind::duplicate);
  EXPECT_EQ(world.charge().transaction.status, DetailedStatus::authorised);
  EXPECT_EQ(world.ledger_lines("AUTHORISE", "APPROVED"), 1);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(ChargeTest, WithoutCommitANothingIsSent) {
  for (const auto told : {sql::Commit::conflict, sql::Commit::unavailable}) {
    world.now().db.answers.assign(limits::unit_tries_max, {"payments.insert_attempt", told});
    EXPECT_THROW(world.charge(), sql::UnitFailed);
    world.now().db.answers.clear();
    EXPECT_EQ(world.now().line->authorisations, 0);
    expect_nothing_written();
  }
}

TEST_F(ChargeTest, WithoutCommitBNobodyHearsOfAPaymentAndItIsReversed) {
  world.now().db.answers = {{"payments.insert_transaction", sql::Commit::unavailable}};
  EXPECT_THROW(world.charge(), sql::UnitFailed);
  EXPECT_EQ(world.ledger_lines("AUTHORISE", "APPROVED"), 1);
  EXPECT_EQ(world.count("attempts"), 1);
  EXPECT_EQ(world.count("transactions"), 0);

  world.run_agenda(20);  // past the attempt's deadline
  EXPECT_EQ(world.count("attempts"), 0);
  EXPECT_EQ(world.ledger_lines("REVERSE"), 1);
  const auto all = world.run(load_page(*world.db, world.book()->id, "", 10));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all.front().status, DetailedStatus::refused);
  EXPECT_EQ(all.front().details.refused.code, "PSP_537");
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(ChargeTest, BeatenOnceCommitBIsTriedAgain) {
  world.now().db.answers = {{"payments.insert_transaction", sql::Commit::conflict}};
  EXPECT_EQ(world.charge().transaction.status, DetailedStatus::authorised);
  EXPECT_EQ(world.count("attempts"), 0);
  EXPECT_EQ(world.differences(), Lines{});
}

// While the first process waits for the acquirer, another one takes its attempt over.
TEST_F(ChargeTest, TheAnswerIsWhatRecoveryStored) {
  fault(Fault::Kind::slow, std::chrono::seconds(5));
  auto& first = world.now();
  std::optional<Settled> answer;
  spawn(world.scheduler, "charge",
        [](Charges& charges, ChargeRequest request, std::optional<Settled>& out) -> Task<> {
          out = co_await charges.charge(std::move(request));
        }(*first.charges, world.request(), answer));
  world.scheduler.run_for(std::chrono::seconds(1));
  EXPECT_EQ(first.line->authorisations, 1);

  auto& second = world.start();
  EXPECT_EQ(world.run(second.recovery->recover(world.book(), true)), 1);
  world.scheduler.run_for(std::chrono::seconds(10));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->transaction.status, DetailedStatus::refused);
  EXPECT_EQ(answer->transaction.details.refused.code, "PSP_537");
  EXPECT_EQ(answer->transaction.version, 2);
  EXPECT_EQ(world.count("transactions"), 1);
  EXPECT_EQ(world.ledger_lines("AUTHORISE", "APPROVED"), 0);
  EXPECT_EQ(world.differences(), Lines{});
}

// The approval comes while recovery is about to reverse it: the fence keeps it from being stored.
TEST_F(ChargeTest, WhatRecoveryHoldsCannotBeSettledByTheFirstProcess) {
  fault(Fault::Kind::slow, std::chrono::seconds(3));
  std::optional<Settled> answer;
  spawn(world.scheduler, "charge",
        [](Charges& charges, ChargeRequest request, std::optional<Settled>& out) -> Task<> {
          out = co_await charges.charge(std::move(request));
        }(*world.now().charges, world.request(), answer));
  world.scheduler.run_for(std::chrono::seconds(1));

  auto& second = world.start();
  ASSERT_TRUE(world.bank->faults().add(Operation::reverse,
                                       {Fault::Kind::slow, std::chrono::seconds(8)}));
  EXPECT_EQ(world.run(second.recovery->recover(world.book(), true)), 1);
  world.scheduler.run_for(std::chrono::seconds(10));
  ASSERT_TRUE(answer);
  EXPECT_EQ(world.ledger_lines("AUTHORISE", "APPROVED"), 1) << "it was approved in between";
  EXPECT_EQ(answer->transaction.details.refused.code, "PSP_537");
  EXPECT_EQ(world.count("transactions"), 1);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(ChargeTest, AProcessThatSleptPastItsDeadlineSendsNothing) {
  world.now().life->then("payments.insert_attempt", [&] { world.clock.advance_ms(15'000); });
  const auto settled = world.charge();
  EXPECT_EQ(world.now().line->authorisations, 0);
  EXPECT_EQ(settled.transaction.details.refused.code, "PSP_677");
  world.run_agenda(3);
  EXPECT_EQ(world.count("attempts"), 0);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(ChargeTest, CardErrorsLeaveNoTrace) {
  for (const char* digits : {"4970100000000015", "9970100000000014"}) {
    EXPECT_THROW(world.charge(world.request(digits)), contract::Refusal);
  }
  auto expired = world.request();
  expired.card.expiry = {1, 2020};
  EXPECT_THROW(world.charge(std::move(expired)), contract::Refusal);
  expect_nothing_written();
  EXPECT_EQ(world.count("counter_blocks"), 0);
}

TEST_F(ChargeTest, ServiceCallsNotifyByTheirOwnRuleOnly) {
  auto request = world.request();
  request.payment.document = R"({"ipnTargetUrl":"http://127.0.0.1:9/elsewhere"})";
  const auto settled = world.charge(std::move(request));
  ASSERT_FALSE(settled.outbox_id.empty());
  world.run(world.now().outbox->deliver_now(world.book(), settled.outbox_id,
                                            std::chrono::seconds(30)));
  const auto log = world.run(world.now().outbox->log(world.book()->id, 10));
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log.front().rule, "web_service");
  EXPECT_EQ(log.front().url, "http://127.0.0.1:9/ws");
}

TEST_F(ChargeTest, NoCardNumberAndNoCodeLiesInTheTables) {
  fault(Fault::Kind::silent);
  world.charge();
  for (const char* text : {"SELECT draft FROM attempts", "SELECT details FROM transactions",
                           "SELECT document FROM payments"}) {
    for (const auto& row : world.query(text)) {
      EXPECT_EQ(row.text(0).find("4970100000000014"), std::string::npos) << text;
      EXPECT_EQ(row.text(0).find("\"123\""), std::string::npos) << text;
    }
  }
}

}  // namespace
}  // namespace guichet::payments
