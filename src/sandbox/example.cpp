#include "sandbox/example.hpp"

#include "acquiring/sandbox/test_cards.hpp"

namespace guichet::sandbox {

namespace {

std::string accepted_card() {
  for (const auto& card : acquiring::test_cards()) {
    if (card.behaviour == acquiring::CardBehaviour::approve && card.brand == "VISA") {
      return std::string(card.number);
    }
  }
  return {};
}

}  // namespace

std::string example_payment(const merchants::Book& book, const std::string& server_url,
                            Instant now) {
  std::string text = "curl -su " + book.shop->id + ":";
  text += book.keys.password.expose();
  text += " " + server_url + "/api-payment/V4/PCI/Charge/CreatePayment \\\n";
  text += R"(  -d '{"amount":990,"currency":"EUR","orderId":"demo-1","paymentForms":[{)";
  text += R"("paymentMethodType":"CARD","pan":")" + accepted_card() + R"(","expiryMonth":12,)";
  text += R"("expiryYear":)" + std::to_string(year_month(now).year + 2) + ",";
  text += R"("securityCode":"123"}]}')";
  return text;
}

}  // namespace guichet::sandbox
