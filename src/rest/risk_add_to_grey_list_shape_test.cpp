#include "rest/risk_add_to_grey_list_shape.hpp"

#include <gtest/gtest.h>

#include "rest/testing/shapes.hpp"

namespace guichet::rest {
namespace {

using testing::refused;

TEST(RiskAddToGreyListShape, is_a_sound_declaration) {
  EXPECT_EQ(contract::faults_of(risk_add_to_grey_list), std::vector<std::string>());
}

TEST(RiskAddToGreyListShape, asks_for_a_list) {
  const auto code = [](std::string_view body) {
    return refused(body, risk_add_to_grey_list_shape).substr(0, 7);
  };
  EXPECT_EQ(code("{}"), "INT_204");
  EXPECT_EQ(code(R"({"greyListType":"card"})"), "INT_204");
  EXPECT_EQ(code(R"({"greyListType":"BIN","uuid":"12"})"), "INT_902");
  EXPECT_EQ(code(R"({"greyListType":"BIN","value":497010})"), "fine");
}

}  // namespace
}  // namespace guichet::rest
