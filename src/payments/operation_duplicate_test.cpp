#include "payments/operations.hpp"

#include <gtest/gtest.h>

#include "payments/testing/operations_world.hpp"

namespace guichet::payments {
namespace {

using testing::OperationsTest;
using D = DetailedStatus;
using testing::Lines;

TEST_F(OperationsTest, ADuplicateIsANewAuthorisationOfTheSameCard) {
  const auto source = captured();
  DuplicateOrder order{.amount = {500, *Currency::find("EUR")}};
  const auto settled = world.run(operations().duplicate(world.book(), source.uuid, order));
  const auto& copy = settled.transaction;
  EXPECT_EQ(copy.status, D::authorised);
  EXPECT_EQ(copy.amount.minor, 500);
  EXPECT_EQ(copy.details.parent, source.uuid);
  EXPECT_EQ(copy.details.masked_pan, source.details.masked_pan);
  EXPECT_NE(copy.payment_id, source.payment_id);
  EXPECT_EQ(copy.order_id, source.order_id);
  EXPECT_EQ(copy.sequence, 1);
  EXPECT_EQ(world.now().line->codes_sent, 1) << "only the source had a security code";
  EXPECT_EQ(world.differences(), Lines{});
  EXPECT_EQ(ends([&] {
    world.run(operations().duplicate(world.book(), copy.uuid, order));
  }), "PSP_503");
  world.clock.advance_ms(std::int64_t{10} * 365 * 86'400'000);
  EXPECT_EQ(ends([&] {
    world.run(operations().duplicate(world.book(), source.uuid, order));
  }), "PSP_508");
}

TEST_F(OperationsTest, AMastercardRefusedForGoodIsNotDuplicated) {
  auto request = world.request("5100019900140003");
  request.card.brand = "MASTERCARD";
  const auto refused = world.charge(std::move(request)).transaction;
  ASSERT_EQ(refused.details.refused.detailed_code, "14");
  DuplicateOrder order{.amount = {500, *Currency::find("EUR")}};
  EXPECT_EQ(ends([&] {
    world.run(operations().duplicate(world.book(), refused.uuid, order));
  }), "PSP_613");
}

}  // namespace
}  // namespace guichet::payments
