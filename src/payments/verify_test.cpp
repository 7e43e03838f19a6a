#include "payments/verify.hpp"

#include <gtest/gtest.h>

#include "payments/testing/payment_world.hpp"

namespace guichet::payments {
namespace {

using testing::PaymentWorld;

// The comparison is the judge of every crash test: it must see what is wrong.
struct VerifyTest : ::testing::Test {
  std::vector<Difference> compare(std::vector<acquiring::LedgerEntry> ledger) {
    std::vector<std::int64_t> books{world.book()->id};
    return world.run(compare_with_ledger(*world.db, std::move(books), "sandbox", ledger));
  }
  PaymentWorld world;
};

TEST_F(VerifyTest, BooksThatAgreeHaveNoDifference) {
  world.charge();
  world.charge(testing::refused_card);
  EXPECT_TRUE(compare(world.ledger()).empty());
}

TEST_F(VerifyTest, AnAcceptedTransactionNeedsItsApproval) {
  const auto settled = world.charge();
  const auto found = compare({});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].transaction, settled.transaction.uuid);
  EXPECT_EQ(found[0].gateway, "AUTHORISED 990 EUR");
  EXPECT_EQ(found[0].ledger, "nothing");
}

TEST_F(VerifyTest, AnAmountThatDiffersIsSeen) {
  world.charge();
  auto ledger = world.ledger();
  ledger.back().amount = 991;
  ASSERT_EQ(compare(ledger).size(), 1u);
  EXPECT_EQ(compare(ledger)[0].meaning, "the amounts differ");
}

TEST_F(VerifyTest, AnotherCurrencyIsSeen) {
  world.charge();
  auto ledger = world.ledger();
  ledger.back().currency = "USD";
  EXPECT_EQ(compare(ledger).size(), 1u);
}

TEST_F(VerifyTest, ATwiceApprovedRequestIsSeen) {
  world.charge();
  auto ledger = world.ledger();
  ledger.push_back(ledger.back());
  ASSERT_EQ(compare(ledger).size(), 1u);
  EXPECT_EQ(compare(ledger)[0].meaning, "approved twice under one request");
}

TEST_F(VerifyTest, AReversedAcceptanceAndAnUnknownApprovalAreSeen) {
  const auto settled = world.charge();
  auto ledger = world.ledger();
  auto reversal = ledger.back();
  reversal.operation = "REVERSE";
  ledger.push_back(reversal);
  ASSERT_EQ(compare(ledger).size(), 1u);
  EXPECT_EQ(compare(ledger)[0].ledger, "reversed");
  ledger = world.ledger();
  auto unknown = ledger.back();
  unknown.request = std::string(32, 'a');
  ledger.push_back(unknown);
  ASSERT_EQ(compare(ledger).size(), 1u);
  EXPECT_EQ(compare(ledger)[0].gateway, "no transaction");
}

TEST_F(VerifyTest, ARefusalTheAcquirerApprovedIsSeen) {
  world.charge(testing::refused_card);
  auto ledger = world.ledger();
  ledger.back().result = "APPROVED";
  ASSERT_EQ(compare(ledger).size(), 1u);
  EXPECT_EQ(compare(ledger)[0].meaning, "refused here, approved by the acquirer and not reversed");
}

}  // namespace
}  // namespace guichet::payments
