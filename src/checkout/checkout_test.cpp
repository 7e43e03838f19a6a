#include "checkout/checkout.hpp"

#include <gtest/gtest.h>

#include "checkout/testing/checkout_world.hpp"

namespace guichet::checkout {
namespace {

using payments::testing::Killed;
using payments::testing::refused_card;
using testing::CheckoutWorld;

struct CheckoutTest : ::testing::Test {
  Session session(const std::string& payment_id) {
    auto stored = world.run(load_session(*world.db, world.book()->id, payment_id));
    EXPECT_TRUE(stored);
    return stored ? *stored : Session();
  }
  CheckoutWorld world;
};

TEST_F(CheckoutTest, ATokenIsBornWithoutATrace) {
  const std::string token = world.token();
  for (const char* table : {"sessions", "stored_contexts", "payments", "history", "attempts",
                            "counter_blocks"}) {
    EXPECT_EQ(world.count(table), 0) << table;
  }
}

TEST_F(CheckoutTest, TheRowComesAtTheFirstOpening) {
  const auto payment = world.form_payment();
  const std::string token = world.token(payment);
  const auto opened = world.run(world.checkout().open(world.book(), token));
  EXPECT_EQ(opened.context.payment.id, payment.id);
  EXPECT_EQ(opened.context.payment.amount.minor, 990);
  EXPECT_EQ(opened.context.payment.order_id, "ORDER-1");
  EXPECT_EQ(opened.context.payment.document, payment.document);
  EXPECT_EQ(opened.context.payment.created_at, payment.created_at);
  EXPECT_EQ(opened.attempts_left(), 4);
  EXPECT_EQ(opened.session.expires_at, payment.created_at.plus_seconds(900));
  EXPECT_EQ(world.count("sessions"), 1);
  EXPECT_EQ(world.try_to_open(token), "opened");
  EXPECT_EQ(world.count("sessions"), 1);
  EXPECT_EQ(world.count("history"), 1) << "a second opening changes nothing";
}

TEST_F(CheckoutTest, AContextOverSixKilobytesIsStored) {
  auto payment = world.form_payment();
  payment.document = R"({"metadata":{"note":")" + std::string(7'000, 'x') + R"("}})";
  const std::string token = world.token(payment);
  EXPECT_LT(token.size(), 1'000u);
  EXPECT_EQ(world.count("stored_contexts"), 1);
  EXPECT_EQ(world.count("sessions"), 0);
  const auto opened = world.run(world.checkout().open(world.book(), token));
  EXPECT_EQ(opened.context.payment.document, payment.document);
  for (const auto& row : world.query("SELECT sealed FROM stored_contexts")) {
    EXPECT_EQ(row.text(0).find("xxxx"), std::string::npos);
  }
  EXPECT_EQ(world.try_to_pay(token), "AUTHORISED");
}

TEST_F(CheckoutTest, PayingMakesTheTransactionAndEndsTheSession) {
  const auto payment = world.form_payment();
  const std::string token = world.token(payment);
  const auto settled = world.pay(token);
  EXPECT_EQ(settled.transaction.status, payments::DetailedStatus::authorised);
  EXPECT_EQ(settled.transaction.sequence, 1);
  EXPECT_EQ(settled.transaction.details.user_info, "JS Client");
  EXPECT_EQ(settled.transaction.details.buyer_ip, "192.0.2.7");
  EXPECT_FALSE(settled.outbox_id.empty());
  EXPECT_EQ(settled.payment.legacy_trans_id, "900000");
  EXPECT_TRUE(session(payment.id).closed);
  EXPECT_TRUE(session(payment.id).in_flight.empty());
  EXPECT_EQ(world.try_to_pay(token), "INT_903");
  EXPECT_EQ(world.try_to_open(token), "INT_903");
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 1);
  EXPECT_EQ(world.differences(), std::vector<std::string>{});
}

TEST_F(CheckoutTest, FourAttemptsAndNoMore) {
  const std::string token = world.token();
  for (int attempt = 1; attempt <= 4; ++attempt) {
    const auto settled = world.pay(token, refused_card);
    EXPECT_EQ(settled.transaction.status, payments::DetailedStatus::refused);
    EXPECT_EQ(settled.transaction.sequence, attempt);
    EXPECT_EQ(settled.payment.legacy_trans_id, "900000") << "attempts share the daily id";
    world.clock.advance_ms(1000);
  }
  EXPECT_EQ(world.try_to_pay(token), "INT_903");
  EXPECT_EQ(world.try_to_open(token), "INT_903");
  EXPECT_EQ(world.count("payments"), 1);
  EXPECT_EQ(world.count("transactions"), 4);
}

TEST_F(CheckoutTest, ARefusalThenAnotherCard) {
  const std::string token = world.token();
  EXPECT_EQ(world.try_to_pay(token, refused_card), "REFUSED");
  const auto settled = world.pay(token);
  EXPECT_EQ(settled.transaction.sequence, 2);
  EXPECT_EQ(world.try_to_pay(token), "INT_903");
}

TEST_F(CheckoutTest, CardErrorsAreNoAttempts) {
  const auto payment = world.form_payment();
  const std::string token = world.token(payment);
  ASSERT_EQ(world.try_to_open(token), "opened");
  EXPECT_EQ(world.try_to_pay(token, "4970100000000015"), "PSP_530");
  EXPECT_EQ(world.try_to_pay(token, "9970100000000014"), "PSP_532");
  EXPECT_EQ(session(payment.id).attempts_used, 0);
  EXPECT_EQ(world.try_to_pay(token), "AUTHORISED");
}

TEST_F(CheckoutTest, ASessionEndsAtExactlyFifteenMinutes) {
  const std::string token = world.token();
  world.clock.advance_ms(15 * 60 * 1000 - 1);
  EXPECT_EQ(world.try_to_open(token), "opened");
  world.clock.advance_ms(1);
  EXPECT_EQ(world.try_to_open(token), "PSP_108");
  EXPECT_EQ(world.try_to_pay(token), "PSP_108");
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 0);
}

struct UpdateAmountTest : CheckoutTest {
  std::string update(const std::string& token, std::int64_t minor) {
    return world.run(world.checkout().update_amount(world.book(), token, minor, "497010"));
  }
  std::string try_to_update(const std::string& token, std::int64_t minor) {
    try {
      return update(token, minor).empty() ? "no token" : "updated";
    } catch (const contract::Refusal& refusal) {
      return refusal.code;
    }
  }
};

TEST_F(UpdateAmountTest, TheOldPriceCanNoLongerBePaid) {
  const auto payment = world.form_payment();
  const std::string token = world.token(payment);
  const std::string updated = update(token, 890);
  EXPECT_EQ(world.count("sessions"), 1) << "made without an opening";
  EXPECT_EQ(world.try_to_open(token), "INT_903");
  EXPECT_EQ(world.try_to_pay(token), "INT_903");
  EXPECT_EQ(try_to_update(token, 790), "INT_903");
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 0);
  const auto opened = world.run(world.checkout().open(world.book(), updated));
  EXPECT_EQ(opened.context.payment.amount.minor, 890);
  EXPECT_EQ(opened.context.payment.id, payment.id);
  EXPECT_EQ(opened.session.expires_at, payment.created_at.plus_seconds(900));
  const auto settled = world.pay(updated);
  EXPECT_EQ(settled.transaction.amount.minor, 890);
  EXPECT_EQ(try_to_update(updated, 790), "INT_903") << "it is paid";
  EXPECT_EQ(world.differences(), std::vector<std::string>{});
}

TEST_F(UpdateAmountTest, AfterARefusalTheOrderCostsTheNewAmount) {
  const auto payment = world.form_payment(990, 2);
  const std::string token = world.token(payment);
  EXPECT_EQ(world.try_to_pay(token, refused_card), "REFUSED");
  const std::string updated = update(token, 1290);
  EXPECT_EQ(world.run(world.checkout().open(world.book(), updated)).attempts_left(), 1);
  const auto settled = world.pay(updated);
  EXPECT_EQ(settled.transaction.amount.minor, 1290);
  EXPECT_EQ(settled.transaction.sequence, 2);
  const auto stored =
      world.run(payments::load_payment(*world.db, world.book()->id, payment.id));
  EXPECT_EQ(stored->amount.minor, 1290);
  EXPECT_EQ(stored->legacy_trans_id, settled.payment.legacy_trans_id);
}

TEST_F(UpdateAmountTest, TheHistorySaysWhy) {
  const auto payment = world.form_payment();
  update(world.token(payment), 890);
  const auto rows = world.query("SELECT event, reason FROM history");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows.front().text(0), "amount_updated");
  EXPECT_EQ(rows.front().text(1), "990 to 890 for BIN 497010");
}

TEST_F(UpdateAmountTest, NoPriceChangesUnderAnAttempt) {
  world.bank->faults().add(acquiring::Operation::authorise,
                           {acquiring::Fault::Kind::slow, std::chrono::seconds(5)});
  const std::string token = world.token();
  std::optional<payments::Settled> first;
  spawn(world.scheduler, "pay",
        [](Checkout& checkout, BookPtr book, std::string text, FormPayment input,
           std::optional<payments::Settled>& out) -> Task<> {
          out = co_await checkout.pay(book, text, std::move(input));
        }(world.checkout(), world.book(), token, world.card(), first));
  world.scheduler.run_for(std::chrono::seconds(1));
  EXPECT_EQ(try_to_update(token, 1), "PSP_113");
  world.scheduler.run_for(std::chrono::seconds(10));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->transaction.amount.minor, 990);
}

TEST_F(UpdateAmountTest, WhatTheRequestSaidIsNotContradicted) {
  auto payment = world.form_payment();
  payment.document = R"({"taxAmount":150})";
  const std::string token = world.token(payment);
  EXPECT_EQ(try_to_update(token, 149), "INT_868");
  EXPECT_EQ(world.count("sessions"), 0);
  EXPECT_EQ(try_to_update(token, 150), "updated");
  auto fixed = world.form_payment();
  fixed.id = std::string(32, 'f');
  fixed.document = R"({"allowDCFAmountUpdate":false})";
  EXPECT_EQ(try_to_update(world.token(fixed), 890), "INT_051");
}

TEST_F(UpdateAmountTest, ALargeContextIsStoredAnewAndTheTimeGoesOn) {
  auto payment = world.form_payment();
  payment.document = R"({"metadata":{"note":")" + std::string(7'000, 'x') + R"("}})";
  const std::string token = world.token(payment);
  world.clock.advance_ms(14 * 60 * 1000);
  const std::string updated = update(token, 890);
  EXPECT_EQ(world.count("stored_contexts"), 2);
  EXPECT_EQ(world.try_to_open(updated), "opened");
  world.clock.advance_ms(60 * 1000);
  EXPECT_EQ(world.try_to_pay(updated), "PSP_108");
  EXPECT_EQ(try_to_update(updated, 790), "PSP_108");
}

TEST_F(CheckoutTest, ASecondAttemptWaitsForTheFirst) {
  world.bank->faults().add(acquiring::Operation::authorise,
                           {acquiring::Fault::Kind::slow, std::chrono::seconds(5)});
  const std::string token = world.token();
  std::optional<payments::Settled> first;
  spawn(world.scheduler, "pay",
        [](Checkout& checkout, BookPtr book, std::string text, FormPayment input,
           std::optional<payments::Settled>& out) -> Task<> {
          out = co_await checkout.pay(book, text, std::move(input));
        }(world.checkout(), world.book(), token, world.card(), first));
  world.scheduler.run_for(std::chrono::seconds(1));
  EXPECT_EQ(world.try_to_pay(token), "PSP_113");
  world.scheduler.run_for(std::chrono::seconds(10));
  EXPECT_TRUE(first);
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 1);
}

TEST_F(CheckoutTest, SilenceIsAnAttemptAndTheNextOneMayPay) {
  world.bank->faults().add(acquiring::Operation::authorise,
                           {acquiring::Fault::Kind::silent, {}});
  const std::string token = world.token();
  const auto settled = world.pay(token);
  EXPECT_EQ(settled.transaction.details.refused.code, "PSP_677");
  EXPECT_EQ(world.try_to_pay(token), "AUTHORISED");
  world.run_agenda(5);
  EXPECT_EQ(world.differences(), std::vector<std::string>{});
  EXPECT_EQ(world.ledger_lines("REVERSE"), 1);
}

Task<> pay_and_note(Checkout& checkout, BookPtr book, std::string token, FormPayment input,
                    std::vector<std::string>& outcomes) {
  std::string outcome;
  try {
    const auto settled = co_await checkout.pay(book, token, std::move(input));
    outcome = payments::name_of(settled.transaction.status);
  } catch (const contract::Refusal& refusal) {
    outcome = refusal.code;
  }
  outcomes.push_back(outcome);
}

TEST(CheckoutRaceTest, OfManyClicksExactlyOneReachesTheAcquirer) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CheckoutWorld world{{.shuffled = true, .seed = seed}};
    const std::string token = world.token();
    std::vector<std::string> outcomes;
    for (int click = 0; click < 4; ++click) {
      spawn(world.scheduler, "click",
            pay_and_note(world.checkout(), world.book(), token, world.card(), outcomes));
    }
    world.scheduler.run_for(std::chrono::minutes(1));
    ASSERT_EQ(outcomes.size(), 4u);
    EXPECT_EQ(std::count(outcomes.begin(), outcomes.end(), "AUTHORISED"), 1) << "seed " << seed;
    for (const auto& outcome : outcomes) {
      EXPECT_TRUE(outcome == "AUTHORISED" || outcome == "PSP_113" || outcome == "INT_903")
          << outcome;
    }
    EXPECT_EQ(world.ledger_lines("AUTHORISE"), 1) << "seed " << seed;
    EXPECT_EQ(world.count("transactions"), 1);
  }
}

Task<> update_and_note(Checkout& checkout, BookPtr book, std::string token,
                       std::vector<std::string>& outcomes) {
  std::string outcome = "updated";
  try {
    static_cast<void>(co_await checkout.update_amount(book, token, 1, "497010"));
  } catch (const contract::Refusal& refusal) {
    outcome = refusal.code;
  }
  outcomes.push_back(outcome);
}

TEST(CheckoutRaceTest, AClickAndAChangeOfPriceNeverBothWin) {
  int paid = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CheckoutWorld world{{.shuffled = true, .seed = seed}};
    // The day's ids are leased by then: both have about the same way.
    auto other = world.form_payment();
    other.id = std::string(32, 'f');
    ASSERT_EQ(world.try_to_pay(world.token(other)), "AUTHORISED");
    const std::string token = world.token();
    std::vector<std::string> clicks, updates;
    spawn(world.scheduler, "click",
          pay_and_note(world.checkout(), world.book(), token, world.card(), clicks));
    spawn(world.scheduler, "update",
          update_and_note(world.checkout(), world.book(), token, updates));
    world.scheduler.run_for(std::chrono::minutes(1));
    ASSERT_EQ(clicks.size() + updates.size(), 2u);
    const bool charged = clicks.front() == "AUTHORISED";
    EXPECT_NE(charged, updates.front() == "updated") << "seed " << seed;
    EXPECT_EQ(world.ledger_lines("AUTHORISE"), charged ? 2 : 1) << "seed " << seed;
    paid += charged ? 1 : 0;
  }
  EXPECT_GT(paid, 0);
  EXPECT_LT(paid, 40) << "both orders must have been tried";
}

TEST(CheckoutRaceTest, OpeningsAtOnceMakeOneRow) {
  CheckoutWorld world{{.shuffled = true}};
  const std::string token = world.token();
  int opened = 0;
  for (int tab = 0; tab < 4; ++tab) {
    spawn(world.scheduler, "open",
          [](Checkout& checkout, BookPtr book, std::string text, int& count) -> Task<> {
            const auto session = co_await checkout.open(book, text);
            count += session.session.version == 1 ? 1 : 0;
          }(world.checkout(), world.book(), token, opened));
  }
  world.scheduler.run_for(std::chrono::minutes(1));
  EXPECT_EQ(opened, 4);
  EXPECT_EQ(world.count("sessions"), 1);
}

TEST(CheckoutCrashTest, RecoveryEndsTheSessionAndTellsTheMerchant) {
  for (const char* card : {"4970100000000014", "4970100000000071"}) {
    for (const char* death : {"payments.insert_attempt", "authorise"}) {
      CheckoutWorld world;
      const auto payment = world.form_payment();
      const std::string token = world.token(payment);
      world.now().life->end_after(death);
      EXPECT_THROW(world.pay(token, card), Killed);
      world.restart();
      EXPECT_EQ(world.try_to_pay(token), "PSP_113") << "the attempt is not settled yet";
      EXPECT_EQ(world.run(world.now().recovery->recover(world.book(), true)), 1);
      const auto session =
          world.run(load_session(*world.db, world.book()->id, payment.id));
      const bool approved = std::string_view(card) == payments::testing::approved_card;
      EXPECT_EQ(session->closed, approved);
      EXPECT_TRUE(session->in_flight.empty());
      EXPECT_EQ(session->attempts_used, 1);
      world.settle_everything();
      EXPECT_EQ(world.count("outbox"), 1);
      EXPECT_EQ(world.merchant.bodies.size(), 1u);
      EXPECT_EQ(world.ledger_lines("AUTHORISE"), 1);
      EXPECT_EQ(world.differences(), std::vector<std::string>{});
      EXPECT_EQ(world.try_to_open(token), approved ? "INT_903" : "opened");
    }
  }
}

}  // namespace
}  // namespace guichet::checkout
