#include <gtest/gtest.h>

#include "rest/functions.hpp"
#include "rest/testing/gateway_world.hpp"

namespace guichet::rest {
namespace {

using testing::GatewayWorld;

struct TransactionRefund : ::testing::Test {
  std::string captured() {
    const auto uuid = world.charge().transaction.uuid;
    const Instant due = world.book()->business_time(world.clock.now());
    payments::Errands errands(world.now().charges->with());
    world.run(errands.remit(world.book(), uuid, {"670222", due}, due));
    return uuid;
  }
  GatewayWorld::Answer keyed(const std::string& service, const std::string& body) {
    auto request = world.request_to("/api-payment/V4/" + service, body);
    request.headers.add("Idempotency-Key", "one");
    return world.send(std::move(request));
  }
  GatewayWorld world;
};

TEST_F(TransactionRefund, ACreditHasTheShapeOfTheSpecification) {
  const auto debit = captured();
  const auto answer = world.call("Transaction/Refund", R"({"uuid":")" + debit +
                                                           R"(","amount":400})");
  ASSERT_EQ(answer.status, "SUCCESS");
  const auto& credit = answer.answer();
  EXPECT_EQ(credit.at("operationType"), "CREDIT");
  EXPECT_EQ(credit.at("detailedStatus"), "AUTHORISED");
  EXPECT_EQ(credit.at("status"), "PAID");
  EXPECT_TRUE(credit.at("metadata").is_null());
  const auto& details = credit.at("transactionDetails").as_object();
  EXPECT_EQ(details.at("creationContext"), "REFUND");
  EXPECT_EQ(details.at("parentTransactionUuid").as_string(), std::string_view(debit));
  EXPECT_TRUE(details.at("liabilityShift").is_null());
  const auto& card = details.at("cardDetails").as_object();
  EXPECT_EQ(card.at("paymentSource"), "OTHER");
  const auto& authorisation = card.at("authorizationResponse").as_object();
  EXPECT_EQ(authorisation.at("authorizationMode"), "FULL");
  EXPECT_TRUE(authorisation.at("amount").is_null());
  const auto original = world.call("Transaction/Get", R"({"uuid":")" + debit + R"("})");
  const auto& capture = original.answer().at("transactionDetails").at("cardDetails").at(
      "captureResponse").as_object();
  EXPECT_EQ(capture.at("refundAmount").as_int64(), 400);
  EXPECT_EQ(capture.at("refundCurrency"), "EUR");
  EXPECT_EQ(capture.at("captureFileNumber"), "670222");
  EXPECT_EQ(original.answer().at("amount").as_int64(), 990);
}

TEST_F(TransactionRefund, AMessageAboutARefundTellsOfTheRefund) {
  const auto debit = captured();
  world.clock.advance_ms(1);  // uuids sort by time
  world.call("Transaction/Refund", R"({"uuid":")" + debit + R"("})");
  const auto all = world.run(payments::load_page(*world.db, world.book()->id, "", 10));
  ASSERT_EQ(all.size(), 2u);
  const auto text = world.run(answers::load_kr_answer(*world.db, world.book(), world.clock,
                                                      all[1].payment_id, all[1].uuid,
                                                      merchants::Rule::web_service));
  const auto told = boost::json::parse(text).as_object();
  EXPECT_EQ(told.at("orderStatus"), "PAID");
  EXPECT_EQ(told.at("orderCycle"), "CLOSED");
  EXPECT_EQ(told.at("transactions").at(0).at("operationType"), "CREDIT");
}

TEST_F(TransactionRefund, UnderOneKeyARefundIsMadeOnce) {
  const auto debit = captured();
  const std::string body = R"({"uuid":")" + debit + R"(","amount":400})";
  const auto first = keyed("Transaction/Refund", body);
  ASSERT_EQ(first.status, "SUCCESS");
  const auto again = keyed("Transaction/Refund", body);
  EXPECT_EQ(again.response.body, first.response.body);
  EXPECT_EQ(world.stored(debit)->details.refunded_minor, 400);
  EXPECT_EQ(world.count("transactions"), 2);
}

// The process dies right after the refund is durable: its answer is too.
TEST_F(TransactionRefund, UnderOneKeyARefundIsMadeOnceAcrossACrash) {
  const auto debit = captured();
  const std::string body = R"({"uuid":")" + debit + R"(","amount":400})";
  world.now().life->end_after("payments.insert_transaction");
  EXPECT_EQ(keyed("Transaction/Refund", body).code, "PSP_999");  // which nobody heard
  auto& process = world.restart();
  Api api({*process.directory, *process.charges, world.checkout(), *process.operations,
           process.acquirers, process.db, world.random, world.clock, *process.keys},
          {.server_url = "https://gateway.example"});
  auto request = world.request_to("/api-payment/V4/Transaction/Refund", body);
  request.headers.add("Idempotency-Key", "one");
  const auto response = world.run(api.handle(request));
  EXPECT_TRUE(response.headers.has("Idempotent-Replayed"));
  EXPECT_NE(response.body.find("CREDIT"), std::string::npos);
  EXPECT_EQ(world.stored(debit)->details.refunded_minor, 400);
  EXPECT_EQ(world.count("transactions"), 2);
}

TEST_F(TransactionRefund, UnderOneKeyEveryOperationIsAnsweredOnce) {
  const auto debit = captured();
  const std::string body = R"({"uuid":")" + debit + R"(","amount":400,"currency":"EUR"})";
  const auto first = keyed("Transaction/Duplicate", body);
  ASSERT_EQ(first.status, "SUCCESS");
  EXPECT_EQ(first.answer().at("_type"), "V4/Transaction");
  EXPECT_EQ(keyed("Transaction/Duplicate", body).response.body, first.response.body);
  EXPECT_EQ(world.count("payments"), 2);
}

}  // namespace
}  // namespace guichet::rest
