#include "form/instalment_plan.hpp"

#include <gtest/gtest.h>

namespace guichet::form {
namespace {

std::string described(const std::string& document, int shop_delay = 0) {
  auto shop = std::make_shared<merchants::Shop>();
  shop->capture_delay_days = shop_delay;
  merchants::Book book;
  book.shop = shop;
  const payments::Payment payment{.amount = {1000, *Currency::find("EUR")}, .document = document};
  JsonWriter json;
  json.begin_object();
  write_plan(json, book, payment, *parse_date_time("2026-11-25T08:00:00Z"));
  json.end_object();
  return json.take();
}

TEST(FormInstalmentPlan, AnOrdinaryPaymentHasNone) {
  EXPECT_EQ(described(R"({"amount":1000})"), "{}");
}

TEST(FormInstalmentPlan, DatesCountFromBusinessTimeAndTheCaptureDelay) {
  const std::string plan =
      R"("installmentOptions":{"firstAmount":400,"count":2,"period":10}}})";
  const std::string own = R"({"transactionOptions":{"cardOptions":{"captureDelay":1},)" + plan;
  const std::string shops = R"({"transactionOptions":{)" + plan;
  const std::string expected =
      R"({"installments":[)"
      R"({"sequenceNumber":1,"date":"2026-11-26T08:00:00+00:00","amount":400},)"
      R"({"sequenceNumber":2,"date":"2026-12-06T08:00:00+00:00","amount":600}]})";
  EXPECT_EQ(described(own, 9), expected);
  EXPECT_EQ(described(shops, 1), expected);
}

}  // namespace
}  // namespace guichet::form
