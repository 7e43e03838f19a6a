#include "rest/sdk_test_shape.hpp"

#include <gtest/gtest.h>

#include "contract/check_shapes.hpp"
#include "contract/decode.hpp"

namespace guichet::rest {
namespace {

using contract::decode_body;
using contract::Refusal;

std::string refused(std::string_view body, const contract::Shape& shape) {
  try {
    (void)decode_body(body, shape);
    return "fine";
  } catch (const Refusal& refusal) {
    return refusal.code + "|" + refusal.detailed_message;
  }
}

TEST(SdkTest, is_a_sound_declaration) {
  EXPECT_EQ(contract::faults_of(sdk_test), std::vector<std::string>());
}

TEST(SdkTest, repeats_a_text_of_127_characters) {
  EXPECT_EQ(decode_body(R"({"value":"ping 42"})", sdk_test_shape).text("value"), "ping 42");
  EXPECT_EQ(decode_body(R"({"value":42})", sdk_test_shape).text("value"), "42");
  EXPECT_EQ(refused("{}", sdk_test_shape), "INT_902|value");
  EXPECT_TRUE(refused(R"({"value":""})", sdk_test_shape).starts_with("INT_902|Invalid"));
  EXPECT_EQ(refused(R"({"value":")" + std::string(127, 'x') + R"("})", sdk_test_shape), "fine");
  EXPECT_TRUE(refused(R"({"value":")" + std::string(128, 'x') + R"("})", sdk_test_shape)
                  .starts_with("INT_902|"));
}

}  // namespace
}  // namespace guichet::rest
