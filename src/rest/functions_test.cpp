#include "rest/functions.hpp"

#include <gtest/gtest.h>

#include "rest/testing/gateway_world.hpp"

namespace guichet::rest {
namespace {

using testing::GatewayWorld;

struct FunctionsTest : ::testing::Test {
  const boost::json::object& first_transaction(const GatewayWorld::Answer& answer) {
    return answer.answer().at("transactions").as_array().at(0).as_object();
  }
  std::string uuid_of(const GatewayWorld::Answer& answer) {
    return std::string(first_transaction(answer).at("uuid").as_string());
  }
  GatewayWorld world;
};

TEST_F(FunctionsTest, AFormTokenIsMadeAndPaid) {
  const auto answer = world.call(
      "Charge/CreatePayment", R"({"amount":990,"currency":"EUR","orderId":"WEB-1"})");
  ASSERT_EQ(answer.status, "SUCCESS");
  EXPECT_EQ(answer.answer().at("_type"), "V4/Charge/PaymentForm");
  const std::string token(answer.answer().at("formToken").as_string());
  const auto opened = world.run(world.checkout().open(world.book(), token));
  EXPECT_EQ(opened.context.payment.order_id, "WEB-1");
  EXPECT_EQ(opened.attempts_left(), 4) << "the shop's three retries and the first";
  EXPECT_EQ(world.try_to_pay(token), "AUTHORISED");
}

TEST_F(FunctionsTest, RetriesOfTheRequestComeBeforeTheShops) {
  const auto answer = world.call(
      "Charge/CreatePayment",
      R"({"amount":990,"currency":"EUR","transactionOptions":{"cardOptions":{"retry":0}}})");
  const std::string token(answer.answer().at("formToken").as_string());
  EXPECT_EQ(world.try_to_pay(token, payments::testing::refused_card), "REFUSED");
  EXPECT_EQ(world.try_to_pay(token), "INT_903");
}

TEST_F(FunctionsTest, ACurrencyWithoutContractHasNoToken) {
  std::string toml(merchants::demo_shop_toml);
  const std::string mid = "mid = \"5512345\"";
  toml.replace(toml.find(mid), mid.size(), mid + "\ncurrencies = [\"EUR\"]");
  world.apply(toml);
  const auto answer = world.call("Charge/CreatePayment", R"({"amount":990,"currency":"USD"})");
  EXPECT_EQ(answer.code, "PSP_610");
  EXPECT_EQ(answer.answer().at("detailedErrorCode"), "NO_ACCEPTANCE_AGREEMENT_AVAILABLE");
}

TEST_F(FunctionsTest, ACardIsChargedAtOnce) {
  const auto answer = world.pay_by_card();
  ASSERT_EQ(answer.status, "SUCCESS");
  EXPECT_EQ(answer.answer().at("orderStatus"), "PAID");
  EXPECT_EQ(answer.answer().at("orderCycle"), "CLOSED");
  const auto& transaction = first_transaction(answer);
  EXPECT_EQ(transaction.at("detailedStatus"), "AUTHORISED");
  const auto& details = transaction.at("transactionDetails").as_object();
  EXPECT_EQ(details.at("cardDetails").at("pan"), "497010XXXXXX0014");
  EXPECT_EQ(details.at("cardDetails").at("legacyTransId"), "9aaaaa");
  EXPECT_TRUE(details.at("userInfo").is_null());
  EXPECT_EQ(world.differences(), std::vector<std::string>{});
  EXPECT_EQ(answer.response.body.find("4970100000000014"), std::string::npos);
}

TEST_F(FunctionsTest, TheServiceCallIsNotNotifiedToTheTargetOfTheRequest) {
  world.pay_by_card(payments::testing::approved_card,
                    R"("ipnTargetUrl":"https://elsewhere.example/ipn",)");
  world.settle_everything();
  const auto log = world.run(world.now().outbox->log(world.book()->id, 10));
  for (const auto& delivery : log) EXPECT_EQ(delivery.url, "http://127.0.0.1:9/ws");
}

TEST_F(FunctionsTest, SilenceOfTheAcquirerIsARefusal) {
  world.bank->faults().add(acquiring::Operation::authorise,
                           {acquiring::Fault::Kind::silent, {}});
  const auto answer = world.pay_by_card();
  EXPECT_EQ(answer.status, "SUCCESS");
  EXPECT_EQ(answer.answer().at("orderStatus"), "UNPAID");
  EXPECT_EQ(first_transaction(answer).at("errorCode"), "PSP_677");
}

TEST_F(FunctionsTest, ATransactionIsFoundAgainAsItWasTold) {
  const auto paid = world.pay_by_card(payments::testing::refused_card);
  const auto got = world.call("Transaction/Get", R"({"uuid":")" + uuid_of(paid) + R"("})");
  ASSERT_EQ(got.status, "SUCCESS");
  for (const char* name : {"uuid", "amount", "status", "detailedStatus", "errorCode",
                           "detailedErrorCode", "creationDate"}) {
    EXPECT_EQ(got.answer().at(name), first_transaction(paid).at(name)) << name;
  }
  EXPECT_EQ(got.answer().at("customer").at("extraDetails").at("browserUserAgent"), "Merchant/1");
}

TEST_F(FunctionsTest, WhatIsUnknownIsPsp010AndTheOtherModeIsInt912) {
  const std::string uuid(32, 'a');
  EXPECT_EQ(world.call("Transaction/Get", R"({"uuid":")" + uuid + R"("})").code, "PSP_010");
  EXPECT_EQ(world.call("Order/Get", R"({"orderId":"none"})").code, "PSP_010");
  auto settled = world.charge();
  sql::Batch batch;
  auto elsewhere = settled.transaction;
  elsewhere.book_id = merchants::book_id_of("69876357", merchants::Mode::production);
  elsewhere.uuid = uuid;
  payments::add_transaction(batch, elsewhere);
  ASSERT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
  EXPECT_EQ(world.call("Transaction/Get", R"({"uuid":")" + uuid + R"("})").code, "INT_912");
}

TEST_F(FunctionsTest, AnOrderIsItsTransactionsUpToThirty) {
  for (int n = 0; n < 30; ++n) {
    world.charge();
    world.clock.advance_ms(1);
  }
  auto answer = world.call("Order/Get", R"({"orderId":"ORDER-1"})");
  ASSERT_EQ(answer.status, "SUCCESS");
  EXPECT_EQ(answer.answer().at("transactions").as_array().size(), 30u);
  EXPECT_EQ(world.call("Order/Get", R"({"orderId":"ORDER-1","operationType":"CREDIT"})").code,
            "PSP_010");
  world.charge();
  EXPECT_EQ(world.call("Order/Get", R"({"orderId":"ORDER-1"})").code, "PSP_015");
}

}  // namespace
}  // namespace guichet::rest
