#include "payments/selection.hpp"

#include <gtest/gtest.h>

#include "acquiring/sandbox/test_cards.hpp"

namespace guichet::payments {
namespace {

using merchants::Book;
using merchants::Contract;

/// An acquirer that only knows ranges: nothing is ever sent.
class Ranges final : public acquiring::Acquirer {
 public:
  explicit Ranges(std::vector<CardRange> ranges) : ranges_(std::move(ranges)) {}
  Task<acquiring::Outcome> authorise(acquiring::Authorise) override { co_return never(); }
  Task<acquiring::Outcome> capture(acquiring::Operate) override { co_return never(); }
  Task<acquiring::Outcome> refund(acquiring::Operate) override { co_return never(); }
  Task<acquiring::Inquiry> inquire(std::string, std::chrono::milliseconds) override {
    co_return acquiring::NeverSeen{};
  }
  Task<acquiring::Reversal> reverse(std::string, std::string, std::chrono::milliseconds) override {
    co_return acquiring::Reversal::unknown;
  }
  const CardRanges& ranges() const override { return ranges_; }

 private:
  static acquiring::Outcome never() {
    ADD_FAILURE() << "selection asked the acquirer";
    return acquiring::Unknown{"never"};
  }
  CardRanges ranges_;
};

struct SelectionTest : ::testing::Test {
  SelectionTest() {
    acquirers.add("sandbox", std::make_shared<Ranges>(std::vector<CardRange>{
        {.prefix = "4970", .brands = {"CB", "VISA"}, .lengths = {16}},
        {.prefix = "37", .brands = {"AMEX"}, .lengths = {15}, .security_code_length = 4},
        {.prefix = "6703", .brands = {"BANCONTACT"}, .lengths = {16}, .security_code_length = 0},
        {.prefix = "4971", .brands = {"VISA"}, .lengths = {16}, .luhn = false}}));
    acquirers.add("bank", std::make_shared<Ranges>(std::vector<CardRange>{
        {.prefix = "36", .brands = {"DINERS"}, .lengths = {14}}}));
    book.contracts = {contract("1111111", {"CB", "VISA", "AMEX", "BANCONTACT"})};
  }
  static Contract contract(std::string mid, std::vector<std::string> brands,
                           std::vector<std::string> currencies = {"EUR"}) {
    return {.mid = std::move(mid), .brands = std::move(brands),
            .currencies = std::move(currencies)};
  }
  static CardInput card(std::string_view digits, std::optional<std::string_view> code = "123") {
    CardInput input{.pan = *Pan::parse(digits), .expiry = {12, 2030}};
    if (code) input.security_code = SecurityCode::parse(*code);
    return input;
  }
  Selection select(const CardInput& input) {
    return select_contract(book, acquirers,
                           {.card = input, .amount = {990, *Currency::find(currency)}, .mid = mid,
                            .security_code_expected = present, .business_now = now});
  }
  std::string refusal(const CardInput& input) {
    try {
      const auto selection = select(input);
      return "selected " + selection.brand + " " + selection.contract->mid;
    } catch (const contract::Refusal& refusal) {
      return refusal.code;
    }
  }

  acquiring::Acquirers acquirers;
  Book book;
  std::string currency = "EUR";
  std::string mid;
  bool present = true;
  Instant now{1'700'000'000'000};  // November 2023
};

TEST_F(SelectionTest, TheFirstBrandOfTheCardWithAContractIsEffective) {
  EXPECT_EQ(refusal(card("4970100000000014")), "selected CB 1111111");
  book.contracts = {contract("2222222", {"VISA"}), contract("3333333", {"CB"})};
  EXPECT_EQ(refusal(card("4970100000000014")), "selected CB 3333333") << "contracts' order won";
  book.contracts = {contract("2222222", {"VISA"}), contract("4444444", {"VISA"})};
  EXPECT_EQ(refusal(card("4970100000000014")), "selected VISA 2222222");
}

TEST_F(SelectionTest, ABrandThatWasChosenIsKept) {
  auto input = card("4970100000000014");
  input.brand = "VISA";
  EXPECT_EQ(refusal(input), "selected VISA 1111111");
  input.brand = "AMEX";
  EXPECT_EQ(refusal(input), "INT_887");
  input.brand = "VISA";
  book.contracts = {contract("1111111", {"CB"})};
  EXPECT_EQ(refusal(input), "PSP_610") << "a brand of the card without a contract";
}

TEST_F(SelectionTest, AForcedContractIsTheOnlyOne) {
  book.contracts.push_back(contract("2222222", {"VISA"}));
  mid = "2222222";
  EXPECT_EQ(refusal(card("4970100000000014")), "selected VISA 2222222");
  EXPECT_EQ(refusal(card("375900000000008", "1234")), "PSP_610");
  mid = "9999999";
  EXPECT_EQ(refusal(card("4970100000000014")), "PSP_025");
}

TEST_F(SelectionTest, TheCurrencyNeedsAContractThroughAConnectedAcquirer) {
  currency = "USD";
  EXPECT_EQ(refusal(card("4970100000000014")), "PSP_610");
  book.contracts.push_back(contract("2222222", {"CB"}, {"USD"}));
  EXPECT_EQ(refusal(card("4970100000000014")), "selected CB 2222222");
  book.contracts.back().acquirer = "not connected";
  EXPECT_EQ(refusal(card("4970100000000014")), "PSP_610");
  EXPECT_FALSE(currency_served(book, acquirers, *Currency::find("USD")));
  EXPECT_TRUE(currency_served(book, acquirers, *Currency::find("EUR")));
}

TEST_F(SelectionTest, ABookIsConnectedByOneContract) {
  EXPECT_TRUE(connected(book, acquirers));
  book.contracts.front().acquirer = "not connected";
  EXPECT_FALSE(connected(book, acquirers));
  book.contracts.clear();
  EXPECT_FALSE(connected(book, acquirers));
  EXPECT_EQ(refusal(card("4970100000000014")), "PSP_610");
}

TEST_F(SelectionTest, TheNumberIsChecked) {
  EXPECT_EQ(refusal(card("9970100000000014")), "PSP_532");
  EXPECT_EQ(refusal(card("497010000000001")), "PSP_531");
  EXPECT_EQ(refusal(card("4970100000000015")), "PSP_530");
  EXPECT_EQ(refusal(card("4971000000000001")), "selected VISA 1111111") << "no check digit there";
}

// A number the first contract's acquirer does not know may be at home at the second's.
TEST_F(SelectionTest, EveryAcquirerIsAskedForTheNumber) {
  auto diners = contract("3333333", {"DINERS"});
  diners.acquirer = "bank";
  book.contracts.push_back(diners);
  EXPECT_EQ(refusal(card("36000000000008")), "selected DINERS 3333333");
  EXPECT_EQ(refusal(card("4970100000000014")), "selected CB 1111111");
  EXPECT_EQ(refusal(card("9970100000000014")), "PSP_532");
}

TEST_F(SelectionTest, ACardIsValidThroughItsMonth) {
  auto input = card("4970100000000014");
  input.expiry = {11, 2023};
  EXPECT_EQ(refusal(input), "selected CB 1111111");
  input.expiry = {10, 2023};
  EXPECT_EQ(refusal(input), "INT_045");
  input.expiry = {12, 2043};
  EXPECT_EQ(refusal(input), "selected CB 1111111");
  input.expiry = {1, 2044};
  EXPECT_EQ(refusal(input), "INT_042") << "a typing error";
}

TEST_F(SelectionTest, SecurityCodesHaveTheLengthOfTheBrand) {
  EXPECT_EQ(refusal(card("4970100000000014", "1234")), "INT_043");
  EXPECT_EQ(refusal(card("375900000000008", "123")), "INT_043");
  EXPECT_EQ(refusal(card("375900000000008", "1234")), "selected AMEX 1111111");
  EXPECT_EQ(refusal(card("6703444444444449", std::nullopt)), "selected BANCONTACT 1111111");
  EXPECT_EQ(refusal(card("4970100000000014", std::nullopt)), "PSP_509");
  present = false;
  EXPECT_EQ(refusal(card("4970100000000014", std::nullopt)), "selected CB 1111111");
  present = true;
  book.contracts.front().security_code_required = false;
  EXPECT_EQ(refusal(card("4970100000000014", std::nullopt)), "selected CB 1111111");
}

TEST_F(SelectionTest, ValidityIsTheContractsOrTheNetworks) {
  EXPECT_EQ(select(card("4970100000000014")).validity_days, 7);
  book.contracts.front().validity_days = {{"CB", 5}, {"VISA", 6}};
  EXPECT_EQ(select(card("4970100000000014")).validity_days, 5);
}

TEST_F(SelectionTest, NoRefusalSaysTheNumber) {
  for (const char* digits : {"9970100000000014", "497010000000001", "4970100000000015"}) {
    try {
      select(card(digits));
      ADD_FAILURE() << digits;
    } catch (const contract::Refusal& refusal) {
      EXPECT_EQ(refusal.detailed_message.find(digits), std::string::npos);
      EXPECT_EQ(std::string(refusal.what()).find(digits), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace guichet::payments
