#include "rest/transaction_duplicate_shape.hpp"

#include <gtest/gtest.h>

#include "rest/testing/shapes.hpp"

namespace guichet::rest {
namespace {

using testing::code_of;

#define WITH_UUID(rest) R"({"uuid":"1c8356b0e24442b2acc579cf1ae4d814")" rest "}"

TEST(TransactionDuplicateShape, IsASoundDeclaration) {
  EXPECT_EQ(contract::faults_of(transaction_duplicate), std::vector<std::string>());
}

TEST(TransactionDuplicateShape, EveryMemberHasItsCode) {
  const auto& shape = transaction_duplicate_shape;
  EXPECT_EQ(code_of(WITH_UUID(""), shape), "INT_902");
  EXPECT_EQ(code_of(WITH_UUID(R"(,"amount":5)"), shape), "INT_902");
  const auto with = [&](const std::string& text) {
    return code_of(R"({"uuid":"1c8356b0e24442b2acc579cf1ae4d814","amount":5,"currency":"EUR",)" +
                       text + "}",
                   shape);
  };
  EXPECT_EQ(with(R"("amount":0)"), "INT_009");
  EXPECT_EQ(with(R"("currency":"E")"), "INT_010");
  EXPECT_EQ(with(R"("metadata":[1])"), "INT_091");
  EXPECT_EQ(with(R"("cardDuplicate":{"captureDelay":366})"), "INT_006");
  EXPECT_EQ(with(R"("cardDuplicate":{"manualValidation":"no idea"})"), "INT_005");
  EXPECT_EQ(with(R"("acquirerTransientData":5)"), "INT_130");
  EXPECT_EQ(with(R"("metadata":{"a":1})"), "fine");
}

}  // namespace
}  // namespace guichet::rest
