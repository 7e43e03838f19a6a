#include "rest/transaction_refund_shape.hpp"

#include <gtest/gtest.h>

#include "rest/testing/shapes.hpp"

namespace guichet::rest {
namespace {

using testing::code_of;

#define WITH_UUID(rest) R"({"uuid":"1c8356b0e24442b2acc579cf1ae4d814")" rest "}"

TEST(TransactionRefundShape, AreSoundDeclarations) {
  for (const auto* service :
       {&transaction_cancel_or_refund, &transaction_cancel, &transaction_refund}) {
    EXPECT_EQ(contract::faults_of(*service), std::vector<std::string>());
  }
}

TEST(TransactionRefundShape, EveryMemberHasItsCode) {
  const auto& shape = transaction_cancel_or_refund_shape;
  EXPECT_EQ(code_of("{}", shape), "INT_902");
  EXPECT_EQ(code_of(R"({"uuid":"12"})", shape), "INT_902");
  EXPECT_EQ(code_of(WITH_UUID(R"(,"amount":0)"), shape), "INT_009");
  EXPECT_EQ(code_of(WITH_UUID(R"(,"amount":-1)"), shape), "INT_009");
  EXPECT_EQ(code_of(WITH_UUID(R"(,"amount":1.5)"), shape), "INT_009");
  EXPECT_EQ(code_of(WITH_UUID(R"(,"currency":"???")"), shape), "INT_010");
  EXPECT_EQ(code_of(WITH_UUID(R"(,"resolutionMode":"MAYBE")"), shape), "INT_902");
  const std::string comment = WITH_UUID(R"(,"comment":"@")");
  auto commented = [&](std::size_t length) {
    std::string body = comment;
    return body.replace(body.find('@'), 1, std::string(length, 'x'));
  };
  EXPECT_EQ(code_of(commented(255), shape), "fine");
  EXPECT_EQ(code_of(commented(256), shape), "INT_898");
  const auto option = [&](const std::string& text) {
    return code_of(R"({"uuid":"1c8356b0e24442b2acc579cf1ae4d814",)"
                   R"("transactionOptions":{"cardOptions":{)" +
                       text + "}}}",
                   shape);
  };
  EXPECT_EQ(option(R"("captureDelay":366)"), "INT_006");
  EXPECT_EQ(option(R"("captureDelay":365)"), "fine");
  EXPECT_EQ(option(R"("manualValidation":"PERHAPS")"), "INT_005");
  EXPECT_EQ(option(R"("mid":5512345)"), "fine");
}

TEST(TransactionRefundShape, CancelTakesNoAmountAndIgnoresAMode) {
  EXPECT_EQ(code_of(WITH_UUID(R"(,"resolutionMode":"NONSENSE","amount":"x")"),
                    transaction_cancel_shape),
            "fine");
}

}  // namespace
}  // namespace guichet::rest
