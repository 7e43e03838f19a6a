#include "rest/order_get_shape.hpp"

#include <gtest/gtest.h>

#include "rest/testing/shapes.hpp"

namespace guichet::rest {
namespace {

using testing::refused;

TEST(OrderGet, is_a_sound_declaration) {
  EXPECT_EQ(contract::faults_of(order_get), std::vector<std::string>());
}

TEST(OrderGet, asks_for_an_order_id) {
  EXPECT_EQ(refused("{}", order_get_shape), "INT_902|orderId");
  EXPECT_TRUE(refused(R"({"orderId":"é"})", order_get_shape).starts_with("INT_013|"));
  EXPECT_TRUE(refused(R"({"orderId":"1","operationType":"GIFT"})", order_get_shape)
                  .starts_with("INT_902|"));
  EXPECT_EQ(refused(R"({"orderId":"1","operationType":"CREDIT"})", order_get_shape), "fine");
}

}  // namespace
}  // namespace guichet::rest
