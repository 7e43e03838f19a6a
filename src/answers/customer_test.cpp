#include "answers/customer.hpp"

#include <gtest/gtest.h>

#include "answers/testing/sample_payment.hpp"

namespace guichet::answers {
namespace {

using testing::Names;
using testing::names_of;
namespace json = boost::json;

json::object customer_of(const std::string& request, const payments::Details* buyer = nullptr) {
  const auto value = json::parse(request);
  JsonWriter writer;
  writer.begin_object();
  write_customer(writer, value.if_object(), buyer, "FR");
  writer.end_object();
  return json::parse(writer.text()).as_object().at("customer").as_object();
}

// spec/transactions.md 7.4
TEST(AnswersCustomerTest, AnAbsentCustomerHasEveryMember) {
  const auto customer = customer_of("null");
  EXPECT_EQ(names_of(customer), (Names{"billingDetails", "email", "reference", "shippingDetails",
                                       "extraDetails", "shoppingCart", "_type"}));
  const auto& billing = customer.at("billingDetails").as_object();
  EXPECT_EQ(names_of(billing),
            (Names{"address", "category", "cellPhoneNumber", "city", "country", "district",
                   "firstName", "identityCode", "identityType", "language", "lastName",
                   "phoneNumber", "state", "streetNumber", "title", "zipCode", "legalName",
                   "_type"}));
  EXPECT_EQ(billing.at("language"), "FR") << "the shop's";
  EXPECT_EQ(names_of(customer.at("shippingDetails").as_object()),
            (Names{"address", "address2", "category", "city", "country", "deliveryCompanyName",
                   "district", "firstName", "identityCode", "lastName", "legalName",
                   "phoneNumber", "shippingMethod", "shippingSpeed", "state", "streetNumber",
                   "zipCode", "_type"}));
  EXPECT_EQ(names_of(customer.at("extraDetails").as_object()),
            (Names{"browserAccept", "fingerPrintId", "ipAddress", "browserUserAgent", "_type"}));
  const auto& cart = customer.at("shoppingCart").as_object();
  EXPECT_EQ(names_of(cart), (Names{"insuranceAmount", "shippingAmount", "taxAmount",
                                   "cartItemInfo", "_type"}));
  EXPECT_TRUE(cart.at("cartItemInfo").is_null());
  EXPECT_TRUE(customer.at("email").is_null());
}

TEST(AnswersCustomerTest, WhatWasSentIsEchoed) {
  const auto customer = customer_of(R"({
    "email": "nora.lind@example.net", "reference": "cust-5501",
    "billingDetails": {"firstName": "Zoé", "language": "DE", "city": "Lille"},
    "shippingDetails": {"shippingMethod": "RELAY_POINT"},
    "shoppingCart": {"taxAmount": 20, "cartItemInfo": [
      {"productLabel": "A", "productQty": 2, "productAmount": 990, "productVat": "020.50"},
      {}]}})");
  EXPECT_EQ(customer.at("email"), "nora.lind@example.net");
  EXPECT_EQ(customer.at("reference"), "cust-5501");
  EXPECT_EQ(customer.at("billingDetails").at("firstName"), "Zoé");
  EXPECT_EQ(customer.at("billingDetails").at("language"), "DE");
  EXPECT_EQ(customer.at("shippingDetails").at("shippingMethod"), "RELAY_POINT");
  const auto& cart = customer.at("shoppingCart").as_object();
  EXPECT_EQ(cart.at("taxAmount"), 20);
  const auto& lines = cart.at("cartItemInfo").as_array();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(names_of(lines[0].as_object()),
            (Names{"productLabel", "productType", "productRef", "productQty", "productAmount",
                   "productVat", "_type"}));
  EXPECT_EQ(lines[0].at("productAmount"), "990") << "text on the wire";
  EXPECT_EQ(lines[0].at("productVat").to_number<double>(), 20.5);
  EXPECT_TRUE(lines[1].at("productAmount").is_null());
  EXPECT_TRUE(lines[1].at("productVat").is_null());
}

TEST(AnswersCustomerTest, TheBuyersSurroundingsFillWhatWasNotSent) {
  payments::Details buyer;
  buyer.buyer_ip = "192.0.2.7";
  buyer.buyer_user_agent = "Browser";
  buyer.buyer_accept = "text/html";
  auto extra = customer_of("null", &buyer).at("extraDetails").as_object();
  EXPECT_EQ(extra.at("ipAddress"), "192.0.2.7");
  EXPECT_EQ(extra.at("browserUserAgent"), "Browser");
  EXPECT_EQ(extra.at("browserAccept"), "text/html");
  extra = customer_of(R"({"ipAddress": "192.0.2.9"})", &buyer).at("extraDetails").as_object();
  EXPECT_EQ(extra.at("ipAddress"), "192.0.2.9");
  extra = customer_of(R"({"extraDetails": {"ipAddress": "192.0.2.8", "fingerPrintId": "f"}})",
                      &buyer).at("extraDetails").as_object();
  EXPECT_EQ(extra.at("ipAddress"), "192.0.2.8");
  EXPECT_EQ(extra.at("fingerPrintId"), "f");
}

}  // namespace
}  // namespace guichet::answers
