#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "payments/operations.hpp"
#include "payments/testing/payment_world.hpp"

namespace guichet::payments::testing {

using Lines = std::vector<std::string>;

/// A merchant's operations over a small gateway.
struct OperationsTest : ::testing::Test {
  Operations& operations() { return *world.now().operations; }
  Instant now() { return world.book()->business_time(world.clock.now()); }

  Transaction made(int delay_days = 0, bool manual = false,
                   std::string_view card = testing::approved_card) {
    auto request = world.request(card);
    request.capture_delay_days = delay_days;
    request.manual_validation = manual;
    return world.charge(std::move(request)).transaction;
  }
  void capture(const std::string& uuid) {
    Errands errands(operations_with());
    world.run(errands.remit(world.book(), uuid, {"000001", now()}, now()));
    ASSERT_EQ(world.stored(uuid)->status, DetailedStatus::captured);
  }
  const Collaborators& operations_with() { return world.now().charges->with(); }
  Transaction captured() {
    const auto transaction = made();
    capture(transaction.uuid);
    return *world.stored(transaction.uuid);
  }
  /// Puts the shop's contract in another way.
  void contract(const std::string& more) {
    std::string toml(merchants::demo_shop_toml);
    const std::string mid = "mid = \"5512345\"\n";
    toml.replace(toml.find(mid), mid.size(), mid + more);
    world.apply(toml);
  }

  /// How a call ends: "done", or the code of the refusal, which must have changed nothing.
  template <class Call>
  std::string ends(Call call) {
    const auto history = world.count("history");
    const auto lines = world.ledger().size();
    try {
      call();
      return "done";
    } catch (const contract::Refusal& refusal) {
      EXPECT_EQ(world.count("history"), history) << "a refusal wrote something";
      EXPECT_EQ(world.ledger().size(), lines) << "a refusal reached the acquirer";
      return refusal.code;
    }
  }
  Transaction resolve(const std::string& uuid, RefundOrder order = {},
                      Operation operation = Operation::cancel_or_refund,
                      Resolution resolution = Resolution::automatic) {
    return world.run(operations().resolve(world.book(), uuid, operation, resolution, order, {}));
  }
  std::string refund(const std::string& uuid, std::int64_t minor) {
    return ends([&] {
      resolve(uuid, {.amount = minor}, Operation::refund, Resolution::refund_only);
    });
  }
  std::string update(const std::string& uuid, UpdateOrder order) {
    return ends([&] { world.run(operations().update(world.book(), uuid, order, {})); });
  }
  UpdateOrder card(std::int64_t minor, std::optional<Instant> date = {},
                   std::optional<bool> manual = {}) {
    return {.card = UpdateOrder::Card{{minor, *Currency::find("EUR")}, date, manual}};
  }
  PaymentWorld world;
};

}  // namespace guichet::payments::testing
