#include "rest/sdk_test_shape.hpp"

#include <gtest/gtest.h>

#include "rest/testing/shapes.hpp"

namespace guichet::rest {
namespace {

using testing::refused;
using contract::decode_body;

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
