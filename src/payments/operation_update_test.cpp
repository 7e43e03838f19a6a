#include "payments/operations.hpp"

#include <gtest/gtest.h>

#include "payments/testing/operations_world.hpp"

namespace guichet::payments {
namespace {

using testing::OperationsTest;
using D = DetailedStatus;
using testing::Lines;

TEST_F(OperationsTest, AnUpdateLowersTheAmountAndCaptureFollows) {
  const auto transaction = made();
  EXPECT_EQ(update(transaction.uuid, card(991)), "PSP_546");
  EXPECT_EQ(update(transaction.uuid, card(990)), "PSP_014");
  EXPECT_EQ(update(transaction.uuid, {}), "PSP_014");
  EXPECT_EQ(update(transaction.uuid,
                   {.card = UpdateOrder::Card{{100, *Currency::find("USD")}, {}, {}}}),
            "PSP_545");
  EXPECT_EQ(update(transaction.uuid, card(700)), "done");
  const auto stored = world.stored(transaction.uuid);
  EXPECT_EQ(stored->amount.minor, 700);
  EXPECT_EQ(stored->details.full.amount, 990);
  capture(transaction.uuid);
  EXPECT_EQ(world.ledger().back().amount, 700);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(OperationsTest, ADateMovesWithinTheValidity) {
  const auto transaction = made(2);
  EXPECT_EQ(update(transaction.uuid, card(990, now().plus_days(-1))), "PSP_619");
  EXPECT_EQ(update(transaction.uuid, card(990, now().plus_days(8))), "PSP_547");
  EXPECT_EQ(update(transaction.uuid, card(990, now().plus_days(367))), "PSP_597");
  EXPECT_EQ(update(transaction.uuid, card(990, transaction.expected_capture_at)), "PSP_014");
  EXPECT_EQ(update(transaction.uuid, card(990, now().plus_days(7))), "done");
  EXPECT_EQ(world.stored(transaction.uuid)->expected_capture_at, now().plus_days(7));
}

TEST_F(OperationsTest, ADeferredTransactionMovedToTomorrowIsAuthorisedAtOnce) {
  const auto transaction = made(30);
  EXPECT_EQ(update(transaction.uuid, card(600, now().plus_days(200))), "done");
  EXPECT_EQ(world.stored(transaction.uuid)->status, D::waiting_authorisation);
  EXPECT_EQ(update(transaction.uuid, card(600, now().plus_days(1))), "done");
  const auto stored = world.stored(transaction.uuid);
  EXPECT_EQ(stored->status, D::authorised);
  EXPECT_EQ(stored->details.full.amount, 600);
  EXPECT_EQ(world.differences(), Lines{});
  EXPECT_EQ(resolve(transaction.uuid).status, D::cancelled);
  EXPECT_EQ(world.ledger_lines("REVERSE"), 1);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(OperationsTest, ManualValidationOnlyGoesFromYesToNo) {
  const auto waits = made(0, true);
  EXPECT_EQ(update(waits.uuid, card(990, {}, true)), "PSP_014");
  EXPECT_EQ(update(waits.uuid, card(990, {}, false)), "done");
  EXPECT_EQ(world.stored(waits.uuid)->status, D::authorised);
  EXPECT_EQ(update(waits.uuid, card(990, {}, true)), "PSP_548");
}

TEST_F(OperationsTest, AValidationIsDoneOnce) {
  const auto validate = [&](const std::string& uuid) {
    return ends([&] { world.run(operations().validate(world.book(), uuid, {})); });
  };
  const auto soon = made(0, true);
  EXPECT_EQ(validate(soon.uuid), "done");
  EXPECT_EQ(world.stored(soon.uuid)->status, D::authorised);
  EXPECT_EQ(validate(soon.uuid), "PSP_503");
  const auto late = made(30, true);
  EXPECT_EQ(validate(late.uuid), "done");
  EXPECT_EQ(world.stored(late.uuid)->status, D::waiting_authorisation);
  EXPECT_EQ(validate(late.uuid), "PSP_503");
}

TEST_F(OperationsTest, CapturesAreBroughtForwardTogetherOrNotAtAll) {
  const auto first = made(3), second = made(5), waits = made(5, true);
  const auto forward = [&](Lines uuids) {
    return ends([&] { world.run(operations().bring_forward(world.book(), uuids, {}, {})); });
  };
  EXPECT_EQ(forward({first.uuid, waits.uuid}), "PSP_503");
  EXPECT_EQ(forward({first.uuid, std::string(32, '0')}), "PSP_010");
  EXPECT_EQ(forward({first.uuid, second.uuid, first.uuid}), "done");
  EXPECT_EQ(world.stored(first.uuid)->expected_capture_at, now());
  EXPECT_EQ(world.stored(second.uuid)->expected_capture_at, now());
  contract("manual_capture = false\n");
  EXPECT_EQ(forward({made(3).uuid}), "PSP_081");
}

}  // namespace
}  // namespace guichet::payments
