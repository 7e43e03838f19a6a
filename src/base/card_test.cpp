#include "base/card.hpp"

#include <gtest/gtest.h>

namespace guichet {
namespace {

Instant at(std::string_view text) { return *parse_date_time(text); }

CardRange range(std::string prefix, std::string brand) {
  CardRange row;
  row.prefix = std::move(prefix);
  row.brands = {std::move(brand)};
  return row;
}

std::string brand_of(const CardRanges& ranges, std::string_view digits) {
  const auto* found = ranges.find_prefix(digits);
  return found ? found->brands.front() : "none";
}

TEST(Pan, IsEightToNineteenDigits) {
  EXPECT_FALSE(Pan::parse(""));
  EXPECT_FALSE(Pan::parse(std::string(7, '4')));
  EXPECT_TRUE(Pan::parse(std::string(8, '4')));
  EXPECT_TRUE(Pan::parse(std::string(19, '4')));
  EXPECT_FALSE(Pan::parse(std::string(20, '4')));
  for (const auto* text : {"4970 1000 0000 0055", "497010000000005x", "-497010000000005",
                           " 4970100000000055", "４９７０１００００"}) {
    EXPECT_FALSE(Pan::parse(text)) << text;
  }
  EXPECT_FALSE(Pan::parse(std::string_view("49701000\0", 9)));
}

// spec/payment-methods.md 4.3 and test 10 of section 7.
TEST(Pan, IsMaskedToItsFullLength) {
  const std::pair<const char*, const char*> cases[] = {
      {"4970100000000055", "497010XXXXXX0055"},
      {"370000000000002", "370000XXXXX0002"},
      {"36000000000008", "360000XXXX0008"},
      {"4000000000006", "400000XXX0006"},
      {"6759000000000000005", "675900XXXXXXXXX0005"},
      {"500000123456", "500000XX3456"},
      {"12345678901", "XXXXXXX8901"},
      {"12345678", "XXXX5678"},
  };
  for (const auto& [digits, masked] : cases) EXPECT_EQ(Pan::parse(digits)->masked(), masked);
}

TEST(Pan, GivesAtMostEightDigitsAsPrefix) {
  const auto pan = *Pan::parse("4970100000000055");
  EXPECT_EQ(pan.prefix(6), "497010");
  EXPECT_EQ(pan.prefix(8), "49701000");
  EXPECT_EQ(pan.prefix(16), "49701000");
  EXPECT_EQ(pan.length(), 16u);
  EXPECT_EQ(pan.expose_digits(), "4970100000000055");
}

TEST(Pan, ChecksModulusTen) {
  for (const auto* digits : {"4970100000000055", "4970100000000014", "79927398713",
                             "378282246310005", "0000000000000000"}) {
    EXPECT_TRUE(Pan::parse(digits)->passes_luhn()) << digits;
  }
  for (const auto* digits : {"4970100000000056", "79927398710", "4970100000000505"}) {
    EXPECT_FALSE(Pan::parse(digits)->passes_luhn()) << digits;
  }
}

// Every single wrong digit is caught: the reason the check digit exists.
TEST(Pan, LuhnCatchesEverySingleWrongDigit) {
  const std::string right = "4970100000000055";
  for (std::size_t i = 0; i < right.size(); ++i) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      auto bent = right;
      bent[i] = digit;
      EXPECT_EQ(Pan::parse(bent)->passes_luhn(), digit == right[i]) << bent;
    }
  }
}

TEST(SecurityCode, IsThreeOrFourDigits) {
  EXPECT_TRUE(SecurityCode::parse("000"));
  EXPECT_EQ(SecurityCode::parse("1234")->length(), 4u);
  EXPECT_EQ(SecurityCode::parse("1234")->expose_digits(), "1234");
  for (const auto* text : {"", "12", "12345", "12a", " 123", "1 3"}) {
    EXPECT_FALSE(SecurityCode::parse(text)) << text;
  }
}

TEST(Expiry, LastsThroughTheLastInstantOfItsMonth) {
  const Expiry expiry{12, 2027};
  EXPECT_FALSE(expiry.is_past(at("2027-01-01T00:00:00Z")));
  EXPECT_FALSE(expiry.is_past(at("2027-12-31T23:59:59.999Z")));
  EXPECT_TRUE(expiry.is_past(at("2028-01-01T00:00:00Z")));
  EXPECT_TRUE((Expiry{2, 2028}).is_past(at("2028-03-01T00:00:00Z")));
  EXPECT_FALSE((Expiry{2, 2028}).is_past(at("2028-02-29T23:59:59Z")));
  EXPECT_FALSE((Expiry{1, 2029}).is_past(at("2028-12-01T00:00:00Z")));
}

TEST(CardRanges, LongestPrefixWinsWhateverTheOrderGiven) {
  for (const bool reversed : {false, true}) {
    std::vector<CardRange> rows{range("4", "VISA"), range("497010", "CB"),
                                range("49701000", "ISSUER"), range("51", "MASTERCARD"),
                                range("4026", "VISA_ELECTRON")};
    if (reversed) std::reverse(rows.begin(), rows.end());
    const CardRanges ranges(std::move(rows));
    EXPECT_EQ(brand_of(ranges, "4970100000000055"), "ISSUER");
    EXPECT_EQ(brand_of(ranges, "4970101100000055"), "CB");
    EXPECT_EQ(brand_of(ranges, "4026000000000002"), "VISA_ELECTRON");
    EXPECT_EQ(brand_of(ranges, "4111111111111111"), "VISA");
    EXPECT_EQ(brand_of(ranges, "5100000000000000"), "MASTERCARD");
    EXPECT_EQ(brand_of(ranges, "5200000000000000"), "none");
    EXPECT_EQ(ranges.find(*Pan::parse("4970101100000055"))->brands.front(), "CB");
    EXPECT_EQ(ranges.all().size(), 5u);
  }
}

TEST(CardRanges, APartOfANumberMatchesNoLongerRange) {
  const CardRanges ranges({range("4", "VISA"), range("497010", "CB")});
  EXPECT_EQ(brand_of(ranges, "49701"), "VISA");
  EXPECT_EQ(brand_of(ranges, "4"), "VISA");
  EXPECT_EQ(brand_of(ranges, ""), "none");
  EXPECT_EQ(brand_of(CardRanges({}), "4970100000000055"), "none");
}

TEST(CardRanges, OfTwoRowsWithOnePrefixTheFirstWins) {
  const CardRanges ranges({range("4970", "FIRST"), range("4970", "SECOND")});
  EXPECT_EQ(brand_of(ranges, "49701"), "FIRST");
}

// spec/status-machine.md 5.
TEST(AuthorisationValidity, IsThirtyDaysForMaestroAndSevenElse) {
  EXPECT_EQ(authorisation_validity_days("MAESTRO"), 30);
  for (const auto* brand : {"CB", "VISA", "VISA_ELECTRON", "VPAY", "E-CARTEBLEUE", "MASTERCARD",
                            "AMEX", "PRV_BDP", ""}) {
    EXPECT_EQ(authorisation_validity_days(brand), 7) << brand;
  }
}

}  // namespace
}  // namespace guichet
