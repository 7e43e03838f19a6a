#include "acquiring/sandbox/test_cards.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace guichet::acquiring {

// spec/test-data.md 1.8: luhn is off for the numbers that need it, and for no others.
TEST(TestCards, EveryNumberHasARangeThatFits) {
  const auto ranges = test_ranges();
  for (const auto& card : test_cards()) {
    const auto pan = Pan::parse(card.number);
    ASSERT_TRUE(pan.has_value()) << card.number;
    const auto* range = ranges.find(*pan);
    ASSERT_NE(range, nullptr) << card.number;
    EXPECT_EQ(range->luhn, pan->passes_luhn()) << card.number;
    EXPECT_NE(std::ranges::find(range->lengths, int(card.number.size())), range->lengths.end())
        << card.number;
    EXPECT_NE(std::ranges::find(range->brands, card.brand), range->brands.end()) << card.number;
  }
}

TEST(TestCards, NoNumberStandsTwice) {
  std::set<std::string_view> numbers;
  for (const auto& card : test_cards()) {
    EXPECT_TRUE(numbers.insert(card.number).second) << card.number;
  }
}

TEST(TestCards, RealRangesOfTheSpecification) {
  const auto ranges = test_ranges();
  const auto* cb = ranges.find_prefix("49701000");
  ASSERT_NE(cb, nullptr);
  EXPECT_EQ(cb->brands, (std::vector<std::string>{"CB", "VISA"}));
  EXPECT_EQ(cb->product_code, "F");
  EXPECT_EQ(cb->issuer_code, "17807");
  EXPECT_EQ(ranges.find_prefix("375900")->security_code_length, 4);
  EXPECT_EQ(ranges.find_prefix("670344")->security_code_length, 0);
  EXPECT_EQ(ranges.find_prefix("411111"), nullptr);
}

TEST(TestCards, FamiliesCoverEveryCode) {
  for (int i = 1; i <= 99; ++i) {
    const std::string code{char('0' + i / 10), char('0' + i % 10)};
    for (const bool mastercard : {false, true}) {
      const auto number = refusal_number(code, mastercard);
      EXPECT_TRUE(Pan::parse(number)->passes_luhn()) << number;
      EXPECT_EQ(refusal_family_code(number), code);
      EXPECT_EQ(find_test_card(number), nullptr) << number;
    }
  }
  EXPECT_EQ(refusal_family_code("4970119900000008"), "") << "00 is no refusal";
  EXPECT_EQ(refusal_family_code("497011990005000"), "") << "16 digits only";
}

TEST(TestCards, DescriptionListsEverything) {
  const auto text = describe_test_cards();
  for (const auto& card : test_cards()) {
    EXPECT_NE(text.find(card.number), std::string::npos) << card.number;
  }
  EXPECT_NE(text.find(refusal_number("51")), std::string::npos);
  EXPECT_NE(text.find("EDENRED"), std::string::npos);
}

TEST(TestCards, OnlyTheKnownNumbersOfARangeMayExist) {
  EXPECT_TRUE(is_test_number("4970110000000013"));
  EXPECT_TRUE(is_test_number(refusal_number("51")));
  EXPECT_TRUE(is_test_number(refusal_number("05", true)));
  EXPECT_FALSE(is_test_number("4970110000099998")) << "in a range, but nobody issued it";
}

}  // namespace guichet::acquiring
