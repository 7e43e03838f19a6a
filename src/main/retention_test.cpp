#include "main/retention.hpp"

#include <gtest/gtest.h>

#include "checkout/testing/checkout_world.hpp"
#include "payments/purge.hpp"

namespace guichet::app {
namespace {

using checkout::testing::CheckoutWorld;
using payments::DetailedStatus;

constexpr const char* tables[] = {"payments", "transactions",   "history",          "outbox",
                                  "outbox_attempt", "sessions", "stored_contexts",  "cards",
                                  "attempts", "counter_blocks", "remittances",
                                  "remittance_lines", "due", "links", "link_codes"};

struct RetentionTest : ::testing::Test {
  RetentionTest() {
    retention.connect(*world.now().calendar);
    world.now().agenda->add_kind(retention.seeding());
    world.run(world.now().agenda->serve(world.book()->id));  // puts the first night in
  }
  std::map<std::string, std::int64_t> rows() {
    std::map<std::string, std::int64_t> counts;
    for (const auto* table : tables) counts[table] = world.count(table);
    return counts;
  }
  /// The wall moves a little as well: ids made on two days are in the order of the days.
  void pass_days(int days) {
    world.clock.advance_ms(10);
    world.move_clock(world.business_now().plus_days(days));
    world.clock.advance_ms(10);
  }
  /// A payment by service, one by form, a form that is opened and left, and a link nobody opens.
  void one_day() {
    world.charge();
    world.pay(world.token());
    world.try_to_open(world.token());
    constexpr std::int64_t link_seconds = 3600;
    world.run(world.checkout().create_link(world.book(), world.form_payment(), "CARD",
                                           link_seconds));
    pass_days(1);
  }

  CheckoutWorld world;
  Retention retention{*world.db, *world.now().vault, *world.now().directory, world.clock};
};

TEST_F(RetentionTest, GrowthIsBounded) {
  for (int day = 0; day < 45; ++day) one_day();
  const auto before = rows();
  for (int day = 0; day < 60; ++day) one_day();
  const auto after = rows();
  EXPECT_GT(before.at("transactions"), 50);
  for (const auto& [table, count] : before) {
    EXPECT_LE(after.at(table), count + 3) << table;  // what is on its way may differ
  }
}

TEST_F(RetentionTest, ATestPaymentGoesWithEverythingOfItsOwn) {
  const auto made = world.charge().transaction;
  pass_days(30);
  EXPECT_TRUE(world.stored(made.uuid));
  pass_days(2);
  EXPECT_FALSE(world.stored(made.uuid));
  for (const auto* table : {"payments", "transactions", "outbox", "outbox_attempt", "cards",
                            "remittances", "remittance_lines"}) {
    EXPECT_EQ(world.count(table), 0) << table;
  }
  world.charge();
  world.pass_evening();
  EXPECT_EQ(world.query("SELECT MAX(number) FROM remittances").front().integer(0), 2)
      << "the number of a file that is gone is not given again";
}

// A refund long after the payment lies in a file that is younger, the payment in one that is not.
TEST_F(RetentionTest, ARemittanceFileStaysAsLongAsAPaymentInIt) {
  const auto other = world.charge().transaction;
  const auto made = world.charge().transaction;
  pass_days(25);
  world.run(world.now().operations->resolve(
      world.book(), made.uuid, payments::Operation::refund, payments::Resolution::refund_only,
      {.capture_delay_days = 3}, {}));
  pass_days(10);
  EXPECT_FALSE(world.stored(other.uuid));
  ASSERT_TRUE(world.stored(made.uuid)) << "its refund was captured seven days ago";
  EXPECT_EQ(world.count("remittances"), 2);
  EXPECT_EQ(world.count("remittance_lines"), 3) << "a file is whole or gone";
  pass_days(40);
  EXPECT_FALSE(world.stored(made.uuid));
  EXPECT_EQ(world.count("remittances"), 0);
  EXPECT_EQ(world.count("remittance_lines"), 0);
}

// An acquirer that is silent in the evening: recovery takes the errands over, which leaves rows.
TEST_F(RetentionTest, WhatRecoveryNotedGoesAsWell) {
  using acquiring::Fault;
  const auto silent_for = [this](acquiring::Operation operation) {
    world.bank->faults().add(operation, {Fault::Kind::silent, std::chrono::seconds(0)}, 3);
    world.pass_evening();
    world.run_agenda(120);
  };
  const auto takeovers = [this] {
    return world.query("SELECT COUNT(*) FROM history WHERE event = 'taken_over'")
        .front().integer(0);
  };
  const auto made = world.charge().transaction;
  silent_for(acquiring::Operation::capture);
  ASSERT_EQ(world.stored(made.uuid)->status, DetailedStatus::captured);
  world.run(world.now().operations->resolve(
      world.book(), made.uuid, payments::Operation::refund, payments::Resolution::refund_only, {},
      {}));
  silent_for(acquiring::Operation::refund);
  auto later = world.request();
  later.capture_delay_days = 10;
  world.charge(std::move(later));
  pass_days(8);
  silent_for(acquiring::Operation::authorise);
  pass_days(2);
  EXPECT_GE(takeovers(), 3);
  pass_days(40);
  EXPECT_EQ(world.count("transactions"), 0);
  EXPECT_EQ(world.count("history"), 0);
}

TEST_F(RetentionTest, WhatIsPendingStaysWithItsCard) {
  auto request = world.request();
  request.capture_delay_days = 60;
  const auto made = world.charge(std::move(request)).transaction;
  pass_days(58);
  EXPECT_EQ(world.count("cards"), 1);
  pass_days(3);
  EXPECT_EQ(world.stored(made.uuid)->status, DetailedStatus::captured);
  pass_days(35);
  EXPECT_FALSE(world.stored(made.uuid));
  EXPECT_EQ(world.count("cards"), 0);
}

TEST_F(RetentionTest, PurgedTwiceNothingChangesTheSecondTime) {
  world.charge();
  pass_days(40);
  const auto before = rows();
  EXPECT_EQ(before.at("payments"), 0);
  world.run_agenda(20);
  const auto after = rows();
  EXPECT_EQ(after, before);
}

TEST_F(RetentionTest, AProductionCardGoesAMonthAfterItHasExpired) {
  merchants::Book book;
  book.mode = merchants::Mode::production;
  payments::Transaction transaction{.amount = {1, *Currency::find("EUR")}};
  transaction.created_at = *parse_date_time("2026-01-10T10:00:00Z");
  transaction.details.expiry = {3, 2026};
  const auto until = format_date_time(payments::card_needed_until(book, transaction));
  EXPECT_EQ(until.substr(0, 7), "2026-05");
  transaction.details.expiry = {12, 2035};
  EXPECT_EQ(format_date_time(payments::card_needed_until(book, transaction)).substr(0, 10),
            "2027-02-10");
  transaction.details.expiry = {3, 2026};
  transaction.expected_capture_at = *parse_date_time("2026-12-10T10:00:00Z");
  EXPECT_EQ(format_date_time(payments::card_needed_until(book, transaction)).substr(0, 10),
            "2026-12-13");
}

}  // namespace
}  // namespace guichet::app
