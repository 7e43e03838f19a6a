#pragma once

#include <boost/json.hpp>
#include <string>

#include "answers/kr_answer.hpp"
#include "base/encoding.hpp"
#include "checkout/testing/checkout_world.hpp"
#include "rest/api.hpp"

namespace guichet::rest::testing {

inline constexpr std::string_view demo_password = "testpassword_DEMOPRIVATEKEY23G4475zXZQ2UA5x7M";

/// The web services over a whole small gateway, called as a merchant's server calls them.
struct GatewayWorld : checkout::testing::CheckoutWorld {
  explicit GatewayWorld(ApiOptions options = {.server_url = "https://gateway.example"})
      : api({*now().directory, *now().charges, checkout(), *now().operations, now().acquirers,
             now().db, random, clock, *now().keys, "https://gateway.example"},
            std::move(options)) {}

  struct Answer {
    http::Response response;
    boost::json::object envelope;
    std::string status, code;  // "SUCCESS" or "ERROR"; errorCode or empty
    const boost::json::object& answer() const { return envelope.at("answer").as_object(); }
  };

  static std::string basic(std::string_view user, std::string_view password) {
    return "Basic " + to_base64(std::string(user) + ":" + std::string(password));
  }
  http::Request request_to(std::string path, std::string body, std::string authorization = {}) {
    http::Request request{.method = "POST", .path = std::move(path)};
    if (authorization.empty()) {
      authorization = basic(payments::testing::shop_of_tests, demo_password);
    }
    request.headers.add("Authorization", std::move(authorization));
    request.headers.add("User-Agent", "Merchant/1");
    request.body = std::move(body);
    request.peer = "192.0.2.1";
    return request;
  }
  Answer send(http::Request request) {
    Answer answer{.response = run(api.handle(request))};
    answer.envelope = boost::json::parse(answer.response.body).as_object();
    answer.status = answer.envelope.at("status").as_string();
    const auto* code = answer.answer().if_contains("errorCode");
    if (code && code->is_string()) answer.code = code->as_string();
    return answer;
  }
  Answer call(const std::string& service, std::string body) {
    return send(request_to("/api-payment/V4/" + service, std::move(body)));
  }
  /// A card payment by PCI service.
  Answer pay_by_card(std::string_view pan = payments::testing::approved_card,
                     const std::string& more = {}) {
    const std::string body =
        R"({"amount":990,"currency":"EUR","orderId":"ORDER-1",)" + more +
        R"("paymentForms":[{"paymentMethodType":"CARD","pan":")" + std::string(pan) +
        R"(","expiryMonth":"12","expiryYear":"30","securityCode":"123"}]})";
    return call("PCI/Charge/CreatePayment", body);
  }

  Api api;
};

}  // namespace guichet::rest::testing
