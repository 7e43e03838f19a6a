#include "rest/charge_create_payment_shape.hpp"

#include <gtest/gtest.h>

#include "contract/generate.hpp"
#include "rest/testing/shapes.hpp"

namespace guichet::rest {
namespace {

using testing::refused;
using contract::decode_body;

TEST(ChargeCreatePayment, is_a_sound_declaration) {
  EXPECT_EQ(contract::faults_of(charge_create_payment), std::vector<std::string>());
  EXPECT_EQ(contract::faults_of(pci_charge_create_payment), std::vector<std::string>());
}

TEST(ChargeCreatePayment, takes_a_request_as_shop_modules_send_it) {
  const auto document = decode_body(
      R"({"amount":"4590","currency":"EUR","orderId":88121,"formAction":"PAYMENT",
          "contrib":"Prestashop_1.7/1.24.1","strongAuthentication":"AUTO","paymentMethods":[],
          "ipnTargetUrl":"https://shop.example/ipn?x=1","taxAmount":null,"taxRate":"20.00",
          "metadata":{"module_id":"standard","orderInfo1":12,"42":true},
          "customer":{"email":"maya@example.org","reference":77,"orderId":"ignored",
            "billingDetails":{"language":"fr","title":null,"firstName":"Maya","status":"PRIVATE",
              "country":"FR","phoneNumber":"+33612345678","identityCode":""},
            "shippingDetails":{"shippingMethod":"RELAY_POINT","shippingSpeed":"EXPRESS"},
            "shoppingCart":{"cartItemInfo":[{"productLabel":"Lamp","productAmount":"4590",
              "productQty":"1","productRef":"4006381333931","productVat":7.5}]}},
          "transactionOptions":{"cardOptions":{"captureDelay":"3","manualValidation":"NO",
            "paymentSource":"EC","retry":"2","mid":""}},
          "order_id":"more"})",
      charge_create_payment_shape);
  EXPECT_EQ(document.serialise(),
            R"({"amount":4590,"currency":"EUR","orderId":"88121","formAction":"PAYMENT",)"
            R"("strongAuthentication":"AUTO","metadata":{"42":"true","module_id":"standard",)"
            R"("orderInfo1":"12"},"contrib":"Prestashop_1.7/1.24.1",)"
            R"("ipnTargetUrl":"https://shop.example/ipn?x=1","taxRate":"20.00",)"
            R"("customer":{"email":"maya@example.org","reference":"77","billingDetails":)"
            R"({"firstName":"Maya","phoneNumber":"+33612345678","country":"FR",)"
            R"("language":"FR"},"shippingDetails":{"shippingMethod":"RELAY_POINT",)"
            R"("shippingSpeed":"EXPRESS"},"shoppingCart":{"cartItemInfo":[{"productLabel":)"
            R"("Lamp","productRef":"4006381333931","productQty":1,"productAmount":4590,)"
            R"("productVat":"7.5"}]}},"transactionOptions":{"cardOptions":{"captureDelay":3,)"
            R"("manualValidation":"NO","paymentSource":"EC","retry":2}}})");
}

TEST(ChargeCreatePayment, reads_payment_method_options_as_card_options) {
  EXPECT_EQ(decode_body(R"({"amount":1,"currency":"EUR","transactionOptions":)"
                        R"({"paymentMethodOptions":{"retry":1}}})", charge_create_payment_shape)
                .integer("transactionOptions.cardOptions.retry"), 1);
}

TEST(ChargeCreatePayment, names_the_field_that_is_wrong) {
  EXPECT_EQ(refused(R"({"amount":1,"currency":"EUR","customer":{"billingDetails":)"
                    R"({"country":"France"}}})", charge_create_payment_shape),
            "INT_022|Invalid input value [name=customer.billingDetails.country, value=France]");
}

/// The answer to a body made by the generator: "fine" or the code.
std::string answer_to(const boost::json::object& body, const contract::Shape& shape) {
  const std::string answer = refused(boost::json::serialize(body), shape);
  return answer.substr(0, answer.find('|'));
}

TEST(ChargeCreatePayment, takes_every_body_its_declaration_allows) {
  SeededRandom random(20260314);
  for (const auto* shape : {&charge_create_payment_shape, &pci_charge_create_payment_shape}) {
    for (int i = 0; i < 200; ++i) {
      const boost::json::object body = contract::generate_body(*shape, random);
      ASSERT_EQ(answer_to(body, *shape), "fine") << boost::json::serialize(body);
    }
  }
}

TEST(ChargeCreatePayment, refuses_every_single_fault_with_the_code_of_its_field) {
  SeededRandom random(11);
  for (const auto* shape : {&charge_create_payment_shape, &pci_charge_create_payment_shape}) {
    const auto broken_bodies = contract::generate_broken_bodies(*shape, random);
    EXPECT_GT(broken_bodies.size(), 300u);
    for (const contract::BrokenBody& broken : broken_bodies) {
      EXPECT_EQ(answer_to(broken.body, *shape), broken.code)
          << broken.path << " " << boost::json::serialize(broken.body);
    }
  }
}

}  // namespace
}  // namespace guichet::rest
