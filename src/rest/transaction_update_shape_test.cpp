#include "rest/transaction_update_shape.hpp"

#include <gtest/gtest.h>

#include "rest/testing/shapes.hpp"

namespace guichet::rest {
namespace {

using testing::code_of;

#define WITH_UUID(rest) R"({"uuid":"1c8356b0e24442b2acc579cf1ae4d814")" rest "}"

TEST(TransactionUpdateShape, AreSoundDeclarations) {
  EXPECT_EQ(contract::faults_of(transaction_update), std::vector<std::string>());
  EXPECT_EQ(contract::faults_of(transaction_validate), std::vector<std::string>());
}

TEST(TransactionUpdateShape, EveryMemberHasItsCode) {
  const auto& shape = transaction_update_shape;
  EXPECT_EQ(code_of("{}", shape), "INT_902");
  EXPECT_EQ(code_of(WITH_UUID(R"(,"orderId":"é")"), shape), "INT_013");
  EXPECT_EQ(code_of(WITH_UUID(R"(,"cardUpdate":{"currency":"EUR"})"), shape), "INT_902");
  EXPECT_EQ(code_of(WITH_UUID(R"(,"cardUpdate":{"amount":5})"), shape), "INT_902");
  const auto card = [&](const std::string& text) {
    return code_of(R"({"uuid":"1c8356b0e24442b2acc579cf1ae4d814","cardUpdate":{"amount":5,)"
                   R"("currency":"EUR",)" +
                       text + "}}",
                   shape);
  };
  EXPECT_EQ(card(R"("amount":0)"), "INT_009");
  EXPECT_EQ(card(R"("currency":"??")"), "INT_010");
  EXPECT_EQ(card(R"("expectedCaptureDate":"tomorrow")"), "PSP_619");
  EXPECT_EQ(card(R"("manualValidation":"MAYBE")"), "INT_005");
  EXPECT_EQ(card(R"("expectedCaptureDate":"2027-01-31T12:00:00+00:00")"), "fine");
}

TEST(TransactionUpdateShape, ValidateAsksForAUuid) {
  EXPECT_EQ(code_of("{}", transaction_validate_shape), "INT_902");
  EXPECT_EQ(code_of(WITH_UUID(""), transaction_validate_shape), "fine");
}

}  // namespace
}  // namespace guichet::rest
