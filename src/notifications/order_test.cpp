#include "notifications/order.hpp"

#include <gtest/gtest.h>

namespace guichet::notifications {
namespace {

constexpr Instant now{1'000'000};
using Kind = Step::Kind;

OutboxRow fresh(std::string id, std::string transaction, std::string url = "u") {
  OutboxRow row;
  row.event_id = std::move(id);
  row.transaction = std::move(transaction);
  row.url = std::move(url);
  row.due_at = now.plus_ms(45'000);
  return row;
}
OutboxRow failed(std::string id, std::string transaction, std::int64_t due_in_ms) {
  OutboxRow row = fresh(std::move(id), std::move(transaction));
  row.state = RowState::waiting;
  row.calls = row.attempts = 1;
  row.due_at = now.plus_ms(due_in_ms);
  return row;
}
OutboxRow in_flight(std::string id, std::string transaction) {
  OutboxRow row = failed(std::move(id), std::move(transaction), 30'000);
  row.state = RowState::leased;
  return row;
}
OutboxRow orphan(std::string id, std::string transaction, std::string url = "u") {
  OutboxRow row = fresh(std::move(id), std::move(transaction), std::move(url));
  row.due_at = now;
  return row;
}

Step step(const std::vector<OutboxRow>& rows, std::string_view asked,
          std::string_view ours = "") {
  return next_step(rows, asked, now, [&](const OutboxRow& row) {
    return row.event_id == asked || row.event_id == ours;
  });
}

void expect(const Step& step, Kind kind, std::size_t row = 0) {
  EXPECT_EQ(static_cast<int>(step.kind), static_cast<int>(kind));
  EXPECT_EQ(step.row, row);
}

TEST(Order, AFreshRowAloneIsSent) { expect(step({fresh("1", "a")}, "1"), Kind::send, 0); }

TEST(Order, WhatIsAtRestOrNotYetDueIsLeftAlone) {
  auto delivered = fresh("1", "a");
  delivered.state = RowState::delivered;
  expect(step({delivered}, "1"), Kind::stop);
  expect(step({failed("1", "a", 1)}, "1"), Kind::stop);
  expect(step({failed("1", "a", 0)}, "1"), Kind::send, 0);
  expect(step({}, "1"), Kind::stop);
}

TEST(Order, AnotherProcessesCallIsNotRepeated) {
  expect(step({in_flight("1", "a")}, "1"), Kind::wait);
}

TEST(Order, AnUnsentPredecessorGoesFirst) {
  expect(step({orphan("1", "a"), fresh("2", "b")}, "2"), Kind::send, 0);
  expect(step({fresh("1", "a"), fresh("2", "b")}, "2", "1"), Kind::send, 0);
}

TEST(Order, AnUnsentPredecessorOfAnotherProcessIsWaitedFor) {
  expect(step({fresh("1", "a"), fresh("2", "b")}, "2"), Kind::wait);
  expect(step({in_flight("1", "a"), fresh("2", "b")}, "2"), Kind::wait);
}

TEST(Order, APredecessorThatFailedOnceIsNotWaitedFor) {
  expect(step({failed("1", "a", 600'000), fresh("2", "b")}, "2"), Kind::send, 1);
}

TEST(Order, ANewerEventOfTheSameTransactionSupersedesAnUnsentOne) {
  expect(step({orphan("1", "a"), fresh("2", "a")}, "2"), Kind::supersede, 0);
  expect(step({orphan("1", "a"), fresh("2", "a")}, "1"), Kind::supersede, 0);
}

TEST(Order, OtherTransactionsAddressesAndSentRowsAreNotSuperseded) {
  expect(step({orphan("1", "a"), fresh("2", "b")}, "1"), Kind::send, 0);
  expect(step({orphan("1", "a", "u"), fresh("2", "a", "v")}, "1"), Kind::send, 0);
  expect(step({failed("1", "a", 0), failed("2", "a", 0)}, "1"), Kind::send, 0);
}

TEST(Order, ARetryWaitsForANewerRowThatMayBeInFlight) {
  expect(step({failed("1", "a", 0), fresh("2", "b")}, "1"), Kind::wait);
  expect(step({failed("1", "a", 0), fresh("2", "b")}, "1", "2"), Kind::send, 0);
}

}  // namespace
}  // namespace guichet::notifications
