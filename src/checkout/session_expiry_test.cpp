#include "checkout/session_expiry.hpp"

#include <gtest/gtest.h>

#include "checkout/testing/checkout_world.hpp"

namespace guichet::checkout {
namespace {

using testing::CheckoutWorld;

constexpr std::string_view refused_card = "4970100000000071";

struct SessionExpiryTest : ::testing::Test {
  /// A payment that wants to hear of its end.
  payments::Payment told(int attempts_max = 4) {
    auto payment = world.form_payment(990, attempts_max);
    payment.document = R"({"amount":990,"ipnTargetUrl":"http://127.0.0.1:9/left"})";
    return payment;
  }
  void pass_minutes(int minutes) {
    world.move_clock(world.business_now().plus_seconds(60LL * minutes));
  }
  /// Notifications of the rule "cancellation".
  std::int64_t cancellations() {
    const auto rule = static_cast<int>(merchants::Rule::cancellation);
    return world.count("outbox WHERE rule = " + std::to_string(rule));
  }
  CheckoutWorld world;
};

TEST_F(SessionExpiryTest, AnAbandonedSessionIsToldOnce) {
  const auto payment = told();
  const auto token = world.token(payment);
  EXPECT_EQ(world.try_to_open(token), "opened");
  pass_minutes(14);
  EXPECT_EQ(cancellations(), 0);
  pass_minutes(2);
  EXPECT_EQ(cancellations(), 1);
  EXPECT_EQ(world.try_to_open(token), "PSP_108");
  world.run_agenda(20);
  EXPECT_EQ(cancellations(), 1);
  EXPECT_EQ(world.count("due WHERE job = 10"), 0);
}

TEST_F(SessionExpiryTest, NobodyIsToldWhoDidNotAsk) {
  world.try_to_open(world.token());
  EXPECT_EQ(world.count("payments"), 0) << "and nothing is stored for it";
  pass_minutes(16);
  EXPECT_EQ(cancellations(), 0);
  EXPECT_EQ(world.count("due WHERE job = 10"), 0);
}

TEST_F(SessionExpiryTest, APaidSessionIsNotAbandoned) {
  const auto token = world.token(told());
  world.try_to_open(token);
  EXPECT_EQ(world.try_to_pay(token), "AUTHORISED");
  pass_minutes(16);
  EXPECT_EQ(cancellations(), 0);
}

TEST_F(SessionExpiryTest, TheLastAttemptRefusedIsItsOwnEnd) {
  const auto token = world.token(told(1));
  world.try_to_open(token);
  EXPECT_EQ(world.try_to_pay(token, refused_card), "REFUSED");
  pass_minutes(16);
  EXPECT_EQ(cancellations(), 0);
}

TEST_F(SessionExpiryTest, ARefusedAttemptAndThenNothingIsToldWithThatAttempt) {
  const auto token = world.token(told());
  EXPECT_EQ(world.try_to_pay(token, refused_card), "REFUSED");
  pass_minutes(16);
  EXPECT_EQ(cancellations(), 1);
  const auto rows = world.query("SELECT transaction_id FROM outbox WHERE rule = 1");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_FALSE(rows.front().text(0).empty());
}

TEST_F(SessionExpiryTest, ThePaymentThatIsStoredAtOpeningIsTheOneThatIsPaid) {
  const auto token = world.token(told());
  world.try_to_open(token);
  EXPECT_EQ(world.count("payments"), 1);
  world.try_to_pay(token, refused_card);
  world.try_to_pay(token);
  EXPECT_EQ(world.count("payments"), 1);
  EXPECT_EQ(world.count("payments WHERE legacy_trans_id <> ''"), 1);
}

TEST_F(SessionExpiryTest, WhatElseEndsWithASessionEndsBeforeIt) {
  std::vector<std::string> ended;
  world.expiry().set_at_end([&](payments::BookPtr, std::string payment_id) -> Task<bool> {
    ended.push_back(std::move(payment_id));
    co_return ended.size() == 2;  // the first time something is still under way
  });
  const auto payment = told();
  world.try_to_open(world.token(payment));
  pass_minutes(16);
  world.run_agenda(20);
  EXPECT_EQ(ended, (std::vector<std::string>{payment.id, payment.id}));
  EXPECT_EQ(cancellations(), 1);
}

TEST_F(SessionExpiryTest, AKillInBetweenTellsOnceAllTheSame) {
  for (const bool after : {false, true}) {
    CheckoutWorld own;
    auto payment = own.form_payment();
    payment.document = R"({"amount":990,"ipnTargetUrl":"http://127.0.0.1:9/left"})";
    own.try_to_open(own.token(payment));
    auto& life = *own.now().life;
    after ? life.end_after("checkout.upsert_session") : life.end_before("checkout.upsert_session");
    const Instant to = own.business_now().plus_seconds(16 * 60);
    try {
      own.move_clock(to);
    } catch (const std::exception&) {
    }
    EXPECT_TRUE(life.over());
    own.restart();
    own.move_clock(to);
    own.run_agenda(60);
    EXPECT_EQ(own.count("outbox WHERE rule = 1"), 1);
  }
}

}  // namespace
}  // namespace guichet::checkout
