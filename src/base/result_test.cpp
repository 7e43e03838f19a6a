#include "base/result.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace guichet {
namespace {

enum class Why { late, lost };

Result<std::string, Why> outcome(bool good) {
  if (!good) return Failure{Why::lost};
  return std::string("value");
}

TEST(Result, HoldsAValueOrAReason) {
  auto good = outcome(true);
  ASSERT_TRUE(good);
  EXPECT_EQ(*good, "value");
  EXPECT_EQ(good->size(), 5u);
  *good += "s";
  const auto copy = good;
  EXPECT_EQ(*copy, "values");
  EXPECT_EQ(copy->size(), 6u);
  const auto bad = outcome(false);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.reason(), Why::lost);
}

TEST(Result, TellsApartAValueAndAReasonOfOneType) {
  const Result<int, int> good(1);
  const Result<int, int> bad(Failure{1});
  EXPECT_TRUE(good);
  EXPECT_FALSE(bad);
}

TEST(Result, CarriesValuesThatOnlyMove) {
  Result<std::unique_ptr<int>, Why> result(std::make_unique<int>(3));
  const auto taken = std::move(*result);
  EXPECT_EQ(*taken, 3);
}

TEST(ResultDeathTest, LookingAtTheWrongSideIsOurOwnMistake) {
  EXPECT_DEATH((void)*outcome(false), "no value");
  EXPECT_DEATH((void)outcome(true).reason(), "no failure");
}

TEST(CheckDeathTest, SaysWhatAndWhere) {
  check(true, "never seen");
  EXPECT_DEATH(check(false, "the sky fell"), "the sky fell.*result_test.cpp");
}

}  // namespace
}  // namespace guichet
