#include "sandbox/shop_orders.hpp"

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "sandbox/shop.hpp"

namespace guichet::sandbox {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct ShopOrdersTest : ::testing::Test {
  ShopOrder make(std::string_view items) {
    return orders.make(
        random, contract::decode_body(R"({"items":[)" + std::string(items) + "]}", basket_shape));
  }
  std::string refusal_of(std::string_view items) {
    try {
      return "made for " + std::to_string(make(items).amount);
    } catch (const contract::Refusal& refusal) {
      return refusal.code;
    }
  }
  ShopEvent notification(std::string status, std::string cycle, std::int64_t amount = 990) {
    ShopEvent event{.kind = "notification",
                    .order_status = std::move(status),
                    .order_cycle = std::move(cycle),
                    .amount = amount};
    event.check.holds = true;
    return event;
  }
  std::string state() { return orders.find(id)->state; }

  SeededRandom random{7};
  ShopOrders orders;
  std::string id;

  void SetUp() override {
    ShopOrder order = make(R"({"product":"beans","quantity":1})");
    id = order.id;
    orders.add(std::move(order));
  }
};

TEST_F(ShopOrdersTest, ThePriceIsTheShopsNotTheBrowsers) {
  EXPECT_EQ(make(R"({"product":"beans","quantity":2},{"product":"moka","quantity":1})").amount,
            2 * 990 + 3490);
  EXPECT_EQ(refusal_of(R"({"product":"beans","quantity":1,"price":1})"), "made for 990");
  EXPECT_EQ(refusal_of(R"({"product":"gold","quantity":1})"), "INT_902");
  EXPECT_EQ(refusal_of(R"({"product":"beans","quantity":0})"), "INT_902");
  EXPECT_EQ(refusal_of(R"({"product":"beans","quantity":10})"), "INT_902");
  EXPECT_EQ(refusal_of(R"({"product":"beans","quantity":-1})"), "INT_902");
  EXPECT_EQ(refusal_of(""), "INT_902");
}

TEST_F(ShopOrdersTest, ACheckedNotificationDecides) {
  EXPECT_EQ(state(), "NEW");
  EXPECT_TRUE(orders.note(id, notification("UNPAID", "OPEN")));
  EXPECT_EQ(state(), "REFUSED");
  orders.note(id, notification("RUNNING", "CLOSED"));
  EXPECT_EQ(state(), "PENDING");
  orders.note(id, notification("PAID", "CLOSED"));
  EXPECT_EQ(state(), "PAID");
  orders.note(id, notification("UNPAID", "OPEN"));
  EXPECT_EQ(state(), "PAID") << "an old notification came again";
  EXPECT_EQ(orders.find(id)->events.size(), 4u);
}

TEST_F(ShopOrdersTest, NothingElseDecides) {
  auto forged = notification("PAID", "CLOSED");
  forged.check.holds = false;
  orders.note(id, forged);
  EXPECT_EQ(state(), "NEW") << "a signature that does not hold";
  orders.note(id, notification("PAID", "CLOSED", 1));
  EXPECT_EQ(state(), "NEW") << "a payment of another amount";
  auto brought = notification("PAID", "CLOSED");
  brought.kind = "return";
  orders.note(id, brought);
  EXPECT_EQ(state(), "NEW") << "the browser's word";
  EXPECT_FALSE(orders.note("SHOP-0", notification("PAID", "CLOSED")));
}

TEST_F(ShopOrdersTest, MemoryHasAnEnd) {
  for (std::size_t i = 0; i < 2 * ShopOrders::events_max; ++i) {
    orders.note(id, notification("UNPAID", "OPEN"));
  }
  EXPECT_EQ(orders.find(id)->events.size(), ShopOrders::events_max);
  for (std::size_t i = 0; i < ShopOrders::orders_max; ++i) {
    orders.add(make(R"({"product":"beans","quantity":1})"));
  }
  EXPECT_FALSE(orders.find(id));
}

TEST(ShopSignature, HoldsUnderItsOwnKeyOnly) {
  Pairs fields{{"kr-answer", "{}"},
               {"kr-hash", hmac_sha256_hex("secret", "{}")},
               {"kr-hash-key", "password"},
               {"kr-hash-algorithm", "sha256_hmac"}};
  EXPECT_TRUE(check_signature(fields, "secret", "password").holds);
  EXPECT_FALSE(check_signature(fields, "other", "password").holds);
  EXPECT_FALSE(check_signature(fields, "secret", "sha256_hmac").holds);
  fields[0].second = "{ }";
  EXPECT_FALSE(check_signature(fields, "secret", "password").holds);
  EXPECT_FALSE(check_signature({}, "secret", "password").holds);
}

}  // namespace
}  // namespace guichet::sandbox
