#include "contract/sensitive.hpp"

#include <gtest/gtest.h>

#include "base/card.hpp"

namespace guichet::contract {
namespace {

std::string with_check_digit(std::string start) {
  for (char last = '0'; last <= '9'; ++last) {
    const auto pan = Pan::parse(start + last);
    if (pan && pan->passes_luhn()) return start + last;
  }
  return {};
}

TEST(LooksLikeCardNumber, finds_numbers_of_13_to_19_digits_in_any_dress) {
  const std::string card = with_check_digit("492900000000001");
  const std::string amex = with_check_digit("37101010101010");
  EXPECT_TRUE(looks_like_card_number(card));
  EXPECT_TRUE(looks_like_card_number(amex));
  EXPECT_TRUE(looks_like_card_number("pay with " + card + ", thanks"));
  EXPECT_TRUE(looks_like_card_number("CB" + card));
  EXPECT_TRUE(looks_like_card_number("order 12 " + card));
  EXPECT_TRUE(looks_like_card_number("ORDER_" + card + "_12"));
  EXPECT_TRUE(looks_like_card_number(card.substr(0, 4) + "-" + card.substr(4, 4) + "-" +
                                     card.substr(8, 4) + "-" + card.substr(12)));
  EXPECT_TRUE(looks_like_card_number(amex.substr(0, 4) + " " + amex.substr(4, 6) + " " +
                                     amex.substr(10)));
}

TEST(LooksLikeCardNumber, leaves_ordinary_numbers_alone) {
  const std::string card = with_check_digit("492900000000001");
  std::string wrong = card;
  wrong.back() = wrong.back() == '9' ? '0' : static_cast<char>(wrong.back() + 1);
  EXPECT_FALSE(looks_like_card_number(wrong));
  EXPECT_FALSE(looks_like_card_number("+" + card));                          // a telephone number
  EXPECT_FALSE(looks_like_card_number("+33 6 12 34 56 78"));
  EXPECT_FALSE(looks_like_card_number(with_check_digit("177000000000")));    // a time stamp
  EXPECT_FALSE(looks_like_card_number(with_check_digit("2026112214250")));   // a date and time
  EXPECT_FALSE(looks_like_card_number(with_check_digit("2026112214250012")));
  EXPECT_FALSE(looks_like_card_number("4006381333931"));                     // an EAN-13
  EXPECT_FALSE(looks_like_card_number("6ba7b8109dad41d180b4" + card + "ab"));  // a token
  EXPECT_FALSE(looks_like_card_number(card + card));                         // too many digits
  EXPECT_FALSE(looks_like_card_number(""));
}

TEST(LooksLikeCardNumber, takes_time_in_proportion_to_the_text) {
  // A square of a megabyte would not end within the patience of any test runner.
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += i % 7 == 0 ? "a1-" : "4 12";
  EXPECT_FALSE(looks_like_card_number(std::string(1'000'000, '1')));
  EXPECT_FALSE(looks_like_card_number(std::string(1'000'000, 'a') + std::string(100'000, '1')));
  (void)looks_like_card_number(text);
}

TEST(FitToShow, is_utf8_of_bounded_length_without_card_numbers) {
  EXPECT_EQ(fit_to_show("Browser/1 (\xC3\xA9)", 100), "Browser/1 (\xC3\xA9)");
  EXPECT_EQ(fit_to_show("a\xFF" "b\xC3", 100), "a\xEF\xBF\xBD" "b\xEF\xBF\xBD");
  EXPECT_EQ(fit_to_show("ab\xFF", 4), "ab") << "a character is not cut";
  EXPECT_EQ(fit_to_show("Browser " + with_check_digit("492900000000001"), 10), "***");
}

}  // namespace
}  // namespace guichet::contract
