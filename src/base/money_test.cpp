#include "base/money.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace guichet {
namespace {

Money money(std::int64_t minor, std::string_view code) { return {minor, *Currency::find(code)}; }

constexpr auto largest = std::numeric_limits<std::int64_t>::max();
constexpr auto smallest = std::numeric_limits<std::int64_t>::min();

// spec/envelope.md 3.2, as printed there.
TEST(Currency, HasThePlatformsDigits) {
  const std::pair<int, std::string> lines[] = {
      {2, "ARS AUD BGN BRL CAD CHF COP CZK DKK EUR FJD GBP HKD HRK HUF IDR INR MAD MXN MYR NOK "
          "NZD PEN PHP PLN RON RUB SBD SEK SGD THB TRY TWD USD ZAR"},
      {3, "KWD TND"},
      {1, "CNY"},
      {0, "DJF JPY KHR KRW LAK VUV XOF XPF"},
  };
  int seen = 0;
  for (const auto& [digits, codes] : lines) {
    for (std::size_t at = 0; at < codes.size(); at += 4, ++seen) {
      const auto code = codes.substr(at, 3);
      const auto currency = Currency::find(code);
      ASSERT_TRUE(currency) << code;
      EXPECT_EQ(currency->code(), code);
      EXPECT_EQ(currency->fraction_digits(), digits) << code;
    }
  }
  EXPECT_EQ(seen, 46);
}

TEST(Currency, IsUnknownInAnyOtherSpelling) {
  for (const auto* code : {"", "E", "EU", "eur", "Eur", "EURO", "EUR ", " EUR", "978", "XTS", "ZZZ",
                           "AAA"}) {
    EXPECT_FALSE(Currency::find(code)) << code;
  }
  EXPECT_FALSE(Currency::find(std::string_view("EU\0", 3)));
}

TEST(Money, AddsAndSubtracts) {
  EXPECT_EQ(money(4590, "EUR").plus(money(10, "EUR")), money(4600, "EUR"));
  EXPECT_EQ(money(10, "EUR").minus(money(4590, "EUR")), money(-4580, "EUR"));
  EXPECT_NE(money(1, "EUR"), money(1, "USD"));
  EXPECT_EQ(money(largest, "EUR").plus(money(0, "EUR")).minor, largest);
}

TEST(Currency, AllAreThoseThatAreFound) {
  const auto currencies = Currency::all();
  EXPECT_EQ(currencies.size(), 46u);
  for (const Currency& currency : currencies) {
    EXPECT_EQ(Currency::find(currency.code())->fraction_digits(), currency.fraction_digits());
  }
}

TEST(MoneyDeathTest, OverflowAndMixedCurrenciesEndTheProcess) {
  EXPECT_DEATH(money(largest, "EUR").plus(money(1, "EUR")), "overflow");
  EXPECT_DEATH(money(smallest, "EUR").minus(money(1, "EUR")), "overflow");
  EXPECT_DEATH(money(1, "EUR").plus(money(1, "USD")), "currencies differ");
  EXPECT_DEATH(money(1, "EUR").minus(money(1, "USD")), "currencies differ");
}

TEST(Money, IsFormattedWithItsOwnDigits) {
  EXPECT_EQ(format_money(money(4590, "EUR")), "45.90 EUR");
  EXPECT_EQ(format_money(money(5, "EUR")), "0.05 EUR");
  EXPECT_EQ(format_money(money(0, "EUR")), "0.00 EUR");
  EXPECT_EQ(format_money(money(-5, "EUR")), "-0.05 EUR");
  EXPECT_EQ(format_money(money(990, "JPY")), "990 JPY");
  EXPECT_EQ(format_money(money(990, "KHR")), "990 KHR");
  EXPECT_EQ(format_money(money(990, "CNY")), "99.0 CNY");
  EXPECT_EQ(format_money(money(990, "TND")), "0.990 TND");
  EXPECT_EQ(format_money(money(amount_max, "EUR")), "9999999999.99 EUR");
  EXPECT_EQ(format_money(money(smallest, "EUR")), "-92233720368547758.08 EUR");
}

}  // namespace
}  // namespace guichet
