#include "rest/transaction_capture_shape.hpp"

#include <gtest/gtest.h>

#include "rest/testing/shapes.hpp"

namespace guichet::rest {
namespace {

using testing::code_of;

TEST(TransactionCaptureShape, IsASoundDeclaration) {
  EXPECT_EQ(contract::faults_of(transaction_capture), std::vector<std::string>());
}

TEST(TransactionCaptureShape, EveryMemberHasItsCode) {
  const auto& shape = transaction_capture_shape;
  EXPECT_EQ(code_of("{}", shape), "INT_902");
  EXPECT_EQ(code_of(R"({"uuids":[]})", shape), "INT_902");
  EXPECT_EQ(code_of(R"({"uuids":["12"]})", shape), "INT_902");
  const auto with = [&](const std::string& text) {
    return code_of(R"({"uuids":["1c8356b0e24442b2acc579cf1ae4d814"],)" + text + "}", shape);
  };
  EXPECT_EQ(with(R"("commission":100)"), "INT_878");
  EXPECT_EQ(with(R"("expectedCaptureDate":"x")"), "PSP_619");
  EXPECT_EQ(with(R"("commission":99)"), "fine");
}

}  // namespace
}  // namespace guichet::rest
