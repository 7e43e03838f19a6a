#include "payments/change.hpp"

#include <gtest/gtest.h>

#include "payments/testing/payment_world.hpp"

namespace guichet::payments {
namespace {

using testing::PaymentWorld;
using D = DetailedStatus;
using E = StatusEvent;

struct ChangeTest : ::testing::Test {
  const Collaborators& with() { return world.now().charges->with(); }
  std::optional<Changed> change(const std::string& uuid, Decide decide) {
    return world.run(change_transaction(with(), world.book(), uuid, "test", std::move(decide),
                                        Scheduler::Duration::zero()));
  }
  static void cancel(Change& change, const Transaction& current, Transaction& after) {
    after.status = D::cancelled;
    change.move(current, after, E::cancelled, "why");
  }
  PaymentWorld world;
};

TEST_F(ChangeTest, AMoveWritesTheTransactionAndItsHistory) {
  const auto made = world.charge().transaction;
  const auto changed = change(made.uuid, cancel);
  ASSERT_TRUE(changed && changed->changed);
  const auto stored = world.stored(made.uuid);
  EXPECT_EQ(stored->status, D::cancelled);
  EXPECT_EQ(stored->version, 2);
  const auto rows = world.query(
      "SELECT actor, event, from_status, to_status, reason FROM history ORDER BY version");
  ASSERT_EQ(rows.size(), 2u);
  const std::vector<std::string> wanted{"test", "cancelled", "AUTHORISED", "CANCELLED", "why"};
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_EQ(rows[1].text(i), wanted[i]);
}

TEST_F(ChangeTest, WhoIsBeatenLoadsAndDecidesAgain) {
  const auto made = world.charge().transaction;
  world.now().db.answers = {{"payments.set_transaction", sql::Commit::conflict}};
  int calls = 0;
  const auto changed = change(made.uuid, [&](Change& all, const Transaction& current,
                                             Transaction& after) {
    ++calls;
    cancel(all, current, after);
  });
  EXPECT_EQ(calls, 2);
  EXPECT_TRUE(changed && changed->changed);
  EXPECT_EQ(world.stored(made.uuid)->version, 2);
}

TEST_F(ChangeTest, OfTwoChangesToOneVersionOneIsWritten) {
  const auto made = world.charge().transaction;
  std::vector<sql::Commit> outcomes;
  for (int i = 0; i < 2; ++i) {
    Change both(with(), world.book(), "test");
    Transaction after = made;
    cancel(both, made, after);
    outcomes.push_back(world.run(world.db->commit(both.take())));
  }
  EXPECT_EQ(outcomes, (std::vector{sql::Commit::done, sql::Commit::conflict}));
  EXPECT_EQ(world.count("history"), 2);
}

TEST_F(ChangeTest, WhatTheTableDoesNotHaveEndsTheProcess) {
  const auto made = world.charge().transaction;
  EXPECT_DEATH(change(made.uuid, [](Change& change, const Transaction& current,
                                    Transaction& after) {
    after.status = D::expired;
    change.move(current, after, E::validity_over);
  }), "transition not in the table");
}

TEST_F(ChangeTest, AnUnknownTransactionIsNothing) {
  EXPECT_FALSE(change(std::string(32, '0'), cancel));
}

}  // namespace
}  // namespace guichet::payments
