#include "payments/life_jobs.hpp"

#include <gtest/gtest.h>

#include "payments/testing/payment_world.hpp"

namespace guichet::payments {
namespace {

using testing::PaymentWorld;
using D = DetailedStatus;
using Lines = std::vector<std::string>;

constexpr std::string_view later_51 = "4970101000001002";  // its card check is approved

struct LifeJobsTest : ::testing::Test {
  Transaction charge(int delay_days, bool manual = false,
                     std::string_view card = testing::approved_card) {
    auto request = world.request(card);
    request.capture_delay_days = delay_days;
    request.manual_validation = manual;
    return world.charge(std::move(request)).transaction;
  }
  void pass_days(int days) { world.move_clock(world.business_now().plus_days(days)); }
  D status(const Transaction& transaction) { return world.stored(transaction.uuid)->status; }
  /// Puts a transaction into a state that only other operations reach.
  void put(const Transaction& transaction, const char* state) {
    sql::Batch batch;
    const std::string text = "UPDATE transactions SET status = $3 WHERE book_id = $1 AND uuid = $2";
    const sql::Statement set{"test.set_status", text.c_str()};
    batch.add(set, {transaction.book_id, transaction.uuid, std::string(state)});
    jobs::Calendar::add(batch, transaction.book_id,
                        {world.business_now(), jobs::Job::async_poll, transaction.uuid});
    ASSERT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
  }
  PaymentWorld world;
};

TEST_F(LifeJobsTest, ADeferredPaymentIsAuthorisedTheDayBeforeAndCapturedOnItsDay) {
  const auto made = charge(30);
  pass_days(28);
  EXPECT_EQ(status(made), D::waiting_authorisation);
  pass_days(1);
  EXPECT_EQ(status(made), D::authorised);
  const auto stored = *world.stored(made.uuid);
  EXPECT_TRUE(stored.details.full.asked);
  EXPECT_TRUE(stored.details.mark.asked);
  pass_days(2);
  EXPECT_EQ(status(made), D::captured);
  EXPECT_EQ(world.differences(), Lines{});
}

// Row 17: the mail is part of the commit that refuses, so that whoever dies, one is written.
TEST_F(LifeJobsTest, ARefusalOfTheDayBeforeIsMailedOnce) {
  std::string shop(merchants::demo_shop_toml);
  const std::string option = "pci = true\n";
  shop.replace(shop.find(option), option.size(),
               option + "refusal_mails = [\"owner@shop.example\"]\n");
  world.apply(shop);
  struct Death {
    bool after;
    const char* act;
  };
  for (const auto& death : {Death{true, "nothing"}, Death{true, "authorise"},
                            Death{false, "mail.insert"}, Death{true, "mail.insert"}}) {
    SCOPED_TRACE(death.act);
    world.mailer->mails.clear();
    const auto made = charge(30, false, later_51);
    const auto kept = charge(30);
    auto& life = *world.now().life;
    world.move_clock(world.business_now().plus_days(28));
    death.after ? life.end_after(death.act) : life.end_before(death.act);
    try {
      pass_days(1);
    } catch (const std::exception&) {
      EXPECT_TRUE(life.over());
    }
    if (life.over()) world.restart();
    world.run(world.now().recovery->recover(world.book(), true));
    pass_days(3);
    world.run_agenda(40);
    EXPECT_EQ(status(made), D::refused);
    EXPECT_EQ(status(kept), D::captured);
    ASSERT_EQ(world.mailer->mails.size(), 1u);
    const auto& mail = world.mailer->mails.front();
    EXPECT_EQ(mail.to, std::vector<std::string>{"owner@shop.example"});
    EXPECT_NE(mail.body.find(made.uuid), std::string::npos);
    EXPECT_EQ(world.count("mail_queue"), 0);
  }
}

TEST_F(LifeJobsTest, ARefusalOfTheDayBeforeIsFinal) {
  const auto made = charge(30, false, later_51);
  pass_days(32);
  EXPECT_EQ(status(made), D::refused);
  EXPECT_EQ(world.ledger_lines("AUTHORISE", "DECLINED"), 1);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(LifeJobsTest, WhatIsNotValidatedExpiresAndIsGivenBack) {
  const auto within = charge(0, true);
  const auto beyond = charge(20, true);
  pass_days(9);
  EXPECT_EQ(status(within), D::expired);
  EXPECT_EQ(status(beyond), D::waiting_authorisation_to_validate);
  EXPECT_EQ(world.ledger_lines("REVERSE", "APPROVED"), 1);
  pass_days(13);
  EXPECT_EQ(status(beyond), D::expired);
  EXPECT_EQ(world.ledger_lines("CAPTURE"), 0);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(LifeJobsTest, AContractMayAuthoriseBeforeValidation) {
  std::string shop(merchants::demo_shop_toml);
  const std::string mid = "mid = \"5512345\"\n";
  shop.insert(shop.find(mid) + mid.size(), "authorise_before_validation = true\n");
  world.apply(shop);
  const auto made = charge(20, true);
  pass_days(20);
  EXPECT_EQ(status(made), D::authorised_to_validate);
  pass_days(9);
  EXPECT_EQ(status(made), D::expired);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(LifeJobsTest, AKillInTheMiddleOfADeferredAuthorisationAsksOnce) {
  for (const char* act : {"payments.insert_attempt", "authorise", "payments.delete_attempt"}) {
    for (const bool after : {false, true}) {
      SCOPED_TRACE(std::string(after ? "after " : "before ") + act);
      PaymentWorld own;
      auto request = own.request();
      request.capture_delay_days = 30;
      const auto made = own.charge(std::move(request)).transaction;
      const Instant to = own.business_now().plus_days(29);
      auto& life = *own.now().life;
      after ? life.end_after(act) : life.end_before(act);
      try {
        own.move_clock(to);
      } catch (const std::exception&) {
      }
      EXPECT_TRUE(life.over());
      own.restart();
      own.run(own.now().recovery->recover(own.book(), true));
      own.move_clock(to);
      own.run_agenda(40);
      EXPECT_EQ(own.stored(made.uuid)->status, D::authorised);
      EXPECT_EQ(own.ledger_lines("AUTHORISE"), 2);  // the card check and this one
      EXPECT_EQ(own.differences(), Lines{});
    }
  }
}

TEST_F(LifeJobsTest, AVerifiedPaymentTakesTheAcquirersWord) {
  const auto made = charge(0);
  put(made, "UNDER_VERIFICATION");
  world.run_agenda(5);
  pass_days(0);
  EXPECT_EQ(status(made), D::authorised);
}

TEST_F(LifeJobsTest, ThePartnersDecisionIsTakenOver) {
  const auto made = charge(0);
  put(made, "WAITING_FOR_PAYMENT");
  pass_days(0);
  EXPECT_EQ(status(made), D::authorised);
}

TEST_F(LifeJobsTest, RunTwiceNothingChangesTheSecondTime) {
  charge(30);
  charge(0, true);
  pass_days(40);
  const auto history = world.count("history");
  world.run_agenda(30);
  EXPECT_EQ(world.count("history"), history);
  EXPECT_EQ(world.count("due"), 0);
}

// A merchant lowers the amount while the job that expires the payment is at it: whoever is first,
// the payment is not forgotten.
TEST(LifeJobsRaceTest, AChangeMeanwhileDoesNotKeepAPaymentFromExpiring) {
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    PaymentWorld world({.shuffled = true, .seed = seed});
    auto request = world.request();
    request.manual_validation = true;
    const auto made = world.charge(std::move(request)).transaction;
    const Instant end = validity_end(*world.book(), made);
    world.move_clock(end.plus_seconds(-3600));
    const auto lower = [](PaymentWorld& all, std::string uuid, std::uint64_t pause) -> Task<> {
      co_await sleep_for(Scheduler::Duration(pause));
      auto book = all.book();
      UpdateOrder order{.card = UpdateOrder::Card{{500, *Currency::find("EUR")}, {}, {}}};
      Wish wish;
      try {
        co_await all.now().operations->update(std::move(book), std::move(uuid), std::move(order),
                                              std::move(wish));
      } catch (const contract::Refusal&) {
      }
    };
    world.run(world.now().clock_moves->order(world.book()->id,
                                             end));
    spawn(world.scheduler, "update", lower(world, made.uuid, 4 * seed));
    world.run(world.now().clock_moves->carry_out(*world.now().agenda, world.book()->id,
                                                 std::chrono::seconds(60)));
    world.run_agenda(30);
    EXPECT_EQ(world.stored(made.uuid)->status, D::expired);
    EXPECT_EQ(world.differences(), Lines{});
  }
}

}  // namespace
}  // namespace guichet::payments
