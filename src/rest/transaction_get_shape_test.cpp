#include "rest/transaction_get_shape.hpp"

#include <gtest/gtest.h>

#include "rest/testing/shapes.hpp"

namespace guichet::rest {
namespace {

using testing::refused;

TEST(TransactionGet, is_a_sound_declaration) {
  EXPECT_EQ(contract::faults_of(transaction_get), std::vector<std::string>());
}

TEST(TransactionGet, asks_for_a_uuid) {
  EXPECT_EQ(refused("{}", transaction_get_shape), "INT_902|uuid");
  EXPECT_TRUE(refused(R"({"uuid":"12"})", transaction_get_shape).starts_with("INT_902|"));
  EXPECT_EQ(refused(R"({"uuid":"1c8356b0e24442b2acc579cf1ae4d814"})", transaction_get_shape),
            "fine");
}

}  // namespace
}  // namespace guichet::rest
