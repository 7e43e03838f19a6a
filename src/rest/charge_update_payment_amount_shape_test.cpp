#include "rest/charge_update_payment_amount_shape.hpp"

#include <gtest/gtest.h>

#include "contract/check_shapes.hpp"
#include "contract/decode.hpp"

namespace guichet::rest {
namespace {

std::string code_of(std::string_view body) {
  try {
    (void)contract::decode_body(body, charge_update_payment_amount_shape);
    return "fine";
  } catch (const contract::Refusal& refusal) {
    return refusal.code;
  }
}

TEST(ChargeUpdatePaymentAmount, is_a_sound_declaration) {
  EXPECT_EQ(contract::faults_of(charge_update_payment_amount), std::vector<std::string>());
}

TEST(ChargeUpdatePaymentAmount, takes_what_the_published_sample_sends) {
  EXPECT_EQ(code_of(R"({"updatedAmount":200,"cardBin":"59701003","formToken":"01abc"})"), "fine");
  EXPECT_EQ(code_of(R"({"updatedAmount":"200","cardBin":597010,"formToken":"01abc"})"), "fine");
}

TEST(ChargeUpdatePaymentAmount, refuses_with_the_code_of_the_member) {
  EXPECT_EQ(code_of(R"({"updatedAmount":200,"cardBin":"597010"})"), "INT_885");
  EXPECT_EQ(code_of(R"({"cardBin":"597010","formToken":"a"})"), "INT_902");
  EXPECT_EQ(code_of(R"({"updatedAmount":200,"formToken":"a"})"), "INT_902");
  for (const char* amount : {"-1", "1.5", "1000000000000", "\"x\""}) {
    EXPECT_EQ(code_of(R"({"cardBin":"597010","formToken":"a","updatedAmount":)" +
                      std::string(amount) + "}"),
              "INT_009")
        << amount;
  }
  for (const char* bin : {"59701", "597010030", "5970x0"}) {
    EXPECT_EQ(code_of(R"({"updatedAmount":200,"formToken":"a","cardBin":")" + std::string(bin) +
                      "\"}"),
              "INT_902")
        << bin;
  }
}

}  // namespace
}  // namespace guichet::rest
