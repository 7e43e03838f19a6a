#include "rest/charge_create_qr_code_shape.hpp"

#include <gtest/gtest.h>

#include "rest/testing/shapes.hpp"

namespace guichet::rest {
namespace {

using testing::refused;

std::string with(std::string_view more) {
  return refused(R"({"amount":"990","currency":"EUR","paymentMethodType":"CARD",)"
                 R"("customer":{"email":"b@x.org"})" + std::string(more) + "}",
                 charge_create_qr_code_shape);
}

TEST(ChargeCreateQrCode, is_a_sound_declaration) {
  EXPECT_EQ(contract::faults_of(charge_create_qr_code), std::vector<std::string>());
}

TEST(ChargeCreateQrCode, lives_a_minute_to_a_day) {
  EXPECT_EQ(with(R"(,"validityPeriod":"60")"), "fine");
  EXPECT_EQ(with(R"(,"validityPeriod":86400)"), "fine");
  EXPECT_TRUE(with(R"(,"validityPeriod":59)").starts_with("INT_001|"));
  EXPECT_TRUE(with(R"(,"validityPeriod":86401)").starts_with("INT_001|"));
}

TEST(ChargeCreateQrCode, reads_its_options_under_both_names) {
  EXPECT_EQ(with(R"(,"transactionOptions":{"paymentMethodOptions":{"paymentSource":"APP"}})"),
            "fine");
  EXPECT_TRUE(with(R"(,"transactionOptions":{"cardOptions":{"paymentSource":"MOTO"}})")
                  .starts_with("INT_060|"));
  EXPECT_TRUE(with(R"(,"size":"XL")").starts_with("INT_001|"));
}

}  // namespace
}  // namespace guichet::rest
