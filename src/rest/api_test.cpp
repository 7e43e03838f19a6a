#include "rest/api.hpp"

#include <gtest/gtest.h>

#include <set>

#include "rest/testing/gateway_world.hpp"

namespace guichet::rest {
namespace {

using testing::GatewayWorld;

const std::string echo = R"({"value":"hello"})";

struct ApiTest : ::testing::Test {
  /// The first error of a call, by spec/error-codes.md 1 rule 6.
  std::string code_of(const std::string& service, std::string body,
                      std::string authorization = {}) {
    auto request = world.request_to("/api-payment/V4/" + service, std::move(body),
                                    std::move(authorization));
    return world.send(std::move(request)).code;
  }
  void change_shop(std::string from, std::string to) {
    std::string toml(merchants::demo_shop_toml);
    const auto at = toml.find(from);
    ASSERT_NE(at, std::string::npos);
    toml.replace(at, from.size(), to);
    world.apply(toml);
  }
  GatewayWorld world;
};

TEST_F(ApiTest, ACallIsAnsweredInItsEnvelope) {
  const auto answer = world.call("Charge/SDKTest", echo);
  EXPECT_EQ(answer.status, "SUCCESS");
  EXPECT_EQ(answer.answer().at("value"), "hello");
  EXPECT_EQ(answer.envelope.at("webService"), "Charge/SDKTest");
  EXPECT_EQ(answer.envelope.at("mode"), "TEST");
  EXPECT_EQ(answer.envelope.at("applicationProvider"), "GUICHET");
  EXPECT_EQ(answer.envelope.at("ticket").as_string().size(), 32u);
  EXPECT_EQ(answer.response.status, 200);
}

TEST_F(ApiTest, AnotherMethodIsNoServiceOfTheShopThatCalls) {
  auto request = world.request_to("/api-payment/V4/Charge/SDKTest", "");
  request.method = "GET";
  const auto known = world.send(std::move(request));
  EXPECT_EQ(known.code, "INT_901");
  EXPECT_EQ(known.envelope.at("mode"), "TEST");
  EXPECT_EQ(known.answer().at("shopId"), "69876357");
  EXPECT_EQ(known.response.headers.get("Allow"), "POST");
  auto wrong = world.request_to("/api-payment/V4/Charge/SDKTest", "",
                                GatewayWorld::basic("69876357", "prodpassword_wrong"));
  wrong.method = "GET";
  const auto unknown = world.send(std::move(wrong));
  EXPECT_EQ(unknown.code, "INT_901");
  EXPECT_EQ(unknown.envelope.at("mode"), "PRODUCTION");
  EXPECT_TRUE(unknown.answer().at("shopId").is_null());
}

TEST_F(ApiTest, APasswordIsNotGuessedByAnotherMethod) {
  const std::string wrong = GatewayWorld::basic("69876357", "testpassword_wrong");
  for (int n = 0; n < 60; ++n) {
    auto request = world.request_to("/api-payment/V4/Charge/SDKTest", "", wrong);
    request.method = "GET";
    world.send(std::move(request));
  }
  EXPECT_EQ(code_of("Charge/SDKTest", echo), "PSP_106");
}

TEST_F(ApiTest, AServiceAnswersByItsOtherAddressToo) {
  auto request = world.request_to("/api-payment/V4.1/PCI/Authentication/CreatePayment", "{}");
  EXPECT_EQ(world.send(std::move(request)).code, "INT_902");
  EXPECT_EQ(code_of("PCI/Authentication/CreatePayment", "{}"), "INT_901");
}

TEST_F(ApiTest, TextOfHeadersAndAddressesIsCutWhereTheLimitsSay) {
  const auto kept = [&](std::size_t bytes) {
    auto request = world.request_to(
        "/api-payment/V4/PCI/Charge/CreatePayment",
        R"({"amount":990,"currency":"EUR","paymentForms":[{"paymentMethodType":"CARD","pan":")" +
            std::string(payments::testing::approved_card) +
            R"(","expiryMonth":"12","expiryYear":"30","securityCode":"123"}]})");
    request.headers = {};
    request.headers.add("Authorization", GatewayWorld::basic("69876357", testing::demo_password));
    request.headers.add("User-Agent", std::string(bytes, 'u'));
    const auto answer = world.send(std::move(request));
    const auto& customer = answer.answer().at("customer").as_object();
    return customer.at("extraDetails").as_object().at("browserUserAgent").as_string().size();
  };
  EXPECT_EQ(kept(limits::shown_header_bytes_max), limits::shown_header_bytes_max);
  EXPECT_EQ(kept(limits::shown_header_bytes_max + 1), limits::shown_header_bytes_max);
  const auto named = [&](std::size_t bytes) {
    return world.call(std::string(bytes, 's'), "{}").envelope.at("webService").as_string().size();
  };
  EXPECT_EQ(named(limits::shown_service_bytes_max), limits::shown_service_bytes_max);
  EXPECT_EQ(named(limits::shown_service_bytes_max + 1), limits::shown_service_bytes_max);
}

TEST_F(ApiTest, EveryErrorIsHttp200WithFourMembers) {
  const auto answer = world.call("Charge/Nothing", "{}");
  EXPECT_EQ(answer.response.status, 200);
  EXPECT_EQ(answer.status, "ERROR");
  EXPECT_EQ(answer.answer().at("_type"), "V4/WebService/WebServiceError");
  for (const char* name : {"errorCode", "errorMessage", "detailedErrorCode",
                           "detailedErrorMessage"}) {
    EXPECT_TRUE(answer.answer().contains(name)) << name;
  }
}

// Each request is wrong in every later way as well: the first error wins.
TEST_F(ApiTest, TheFirstErrorWinsInTheOrderOfTheSpecification) {
  const std::string wrong = GatewayWorld::basic("69876357", "testpassword_wrong");
  const std::string too_long(1024 * 1024 + 1, 'x');
  EXPECT_EQ(code_of("Charge/Nothing", too_long, wrong), "INT_905");
  EXPECT_EQ(code_of("Charge/Nothing", too_long), "INT_901");
  EXPECT_EQ(code_of("Charge/SDKTest", too_long), "INT_914");
  EXPECT_EQ(code_of("Charge/SDKTest", "{"), "INT_902");
  EXPECT_EQ(code_of("Charge/CreatePayment", R"({"amount":"x","currency":"?"})"), "INT_009");
  EXPECT_EQ(code_of("Charge/CreatePayment", R"({"amount":990,"currency":"?"})"), "INT_010");

  change_shop("pci = true", "pci = false");
  const std::string card = R"({"amount":"x","paymentForms":[{"pan":"1"}]})";
  EXPECT_EQ(code_of("Charge/CreatePayment", card), "INT_913");
  EXPECT_EQ(code_of("PCI/Charge/CreatePayment", R"({"amount":"x"})"), "INT_913");
  EXPECT_EQ(code_of("PCI/Charge/CreatePayment", "{"), "INT_902") << "well-formed comes first";

  change_shop("pci = true", "rest_api = false");
  EXPECT_EQ(code_of("Charge/Nothing", "{"), "PSP_100");
  change_shop("mid = \"5512345\"", "mid = \"5512345\"\nacquirer = \"nobody\"");
  EXPECT_EQ(code_of("Charge/Nothing", "{"), "PSP_109");
}

TEST_F(ApiTest, ARefusedPaymentIsASuccessOfTheCall) {
  const auto answer = world.pay_by_card(payments::testing::refused_card);
  EXPECT_EQ(answer.status, "SUCCESS");
  EXPECT_EQ(answer.answer().at("_type"), "V4/Payment");
  EXPECT_EQ(answer.answer().at("orderStatus"), "UNPAID");
  EXPECT_EQ(answer.answer().at("orderCycle"), "CLOSED");
}

TEST_F(ApiTest, CredentialsAreAskedForAlways) {
  http::Request request{.method = "POST", .path = "/api-payment/V4/Charge/SDKTest"};
  request.body = echo;
  auto answer = world.send(request);
  EXPECT_EQ(answer.code, "INT_905");
  EXPECT_EQ(answer.envelope.at("mode"), "PRODUCTION");
  for (const auto& [user, password] : {std::pair<std::string, std::string>{"11111111", "x"},
                                       {"69876357", "testpassword_x"}, {"", ""}}) {
    answer = world.send(world.request_to("/api-payment/V4/Charge/SDKTest", echo,
                                         GatewayWorld::basic(user, password)));
    EXPECT_EQ(answer.code, "INT_905");
    EXPECT_EQ(answer.answer().at("errorMessage"), "invalid login or private key");
    EXPECT_EQ(answer.envelope.at("mode"),
              password.starts_with("testpassword_") ? "TEST" : "PRODUCTION");
  }
}

TEST_F(ApiTest, GuessingPasswordsComesToAnEnd) {
  const std::string wrong = GatewayWorld::basic("69876357", "testpassword_wrong");
  for (int guess = 0; guess < 60; ++guess) {
    ASSERT_EQ(code_of("Charge/SDKTest", echo, wrong), "INT_905") << guess;
  }
  EXPECT_EQ(code_of("Charge/SDKTest", echo, wrong), "PSP_106");
  EXPECT_EQ(code_of("Charge/SDKTest", echo), "PSP_106") << "the right one is not told apart";
  world.clock.advance_ms(60'000);
  EXPECT_EQ(code_of("Charge/SDKTest", echo), "");
}

TEST_F(ApiTest, PathsAreForgivingAndServicesAreNot) {
  for (const char* path : {"/api-payment//V4/Charge/SDKTest", "/api-payment/V4/Charge/SDKTest/"}) {
    EXPECT_EQ(world.send(world.request_to(path, echo)).status, "SUCCESS") << path;
  }
  for (const char* path : {"/api-payment/V3/Charge/SDKTest", "/api-payment/V4/charge/sdktest",
                           "/api-payment/", "/api-payment/V4"}) {
    EXPECT_EQ(world.send(world.request_to(path, echo)).code, "INT_901") << path;
  }
  auto get = world.request_to("/api-payment/V4/Charge/SDKTest", echo);
  get.method = "GET";
  const auto answer = world.send(std::move(get));
  EXPECT_EQ(answer.code, "INT_901");
  EXPECT_EQ(answer.response.headers.get("Allow"), "POST");
}

TEST_F(ApiTest, WhatIsShownOfAddressAndHeadersIsUtf8WithoutCardNumbers) {
  const std::string card(payments::testing::approved_card);
  const auto lost = world.send(world.request_to("/api-payment/V4/\xFF" + card, echo));
  EXPECT_EQ(lost.code, "INT_901");
  EXPECT_TRUE(is_utf8(lost.response.body));
  EXPECT_EQ(lost.response.body.find(card), std::string::npos);
  EXPECT_EQ(world.api.recent_calls().at(0).service.find(card), std::string::npos);

  auto request = world.request_to("/api-payment/V4/PCI/Charge/CreatePayment",
                                  R"({"amount":990,"currency":"EUR","paymentForms":[{)"
                                  R"("paymentMethodType":"CARD","expiryMonth":12,)"
                                  R"("expiryYear":30,"securityCode":"123","pan":")" + card +
                                      "\"}]}");
  const std::string authorization(request.headers.get("Authorization"));
  request.headers = {};
  request.headers.add("Authorization", authorization);
  request.headers.add("Accept", card);
  request.headers.add("User-Agent", "Shop/1 \xFF");
  const auto paid = world.send(std::move(request));
  EXPECT_EQ(paid.status, "SUCCESS");
  EXPECT_TRUE(is_utf8(paid.response.body));
  EXPECT_EQ(paid.response.body.find(card), std::string::npos);
  EXPECT_NE(paid.response.body.find("\"browserUserAgent\":\"Shop/1 \xEF\xBF\xBD\""),
            std::string::npos);
}

TEST_F(ApiTest, WrongCredentialsAreA401ForTheGatewaysThatWantIt) {
  GatewayWorld strict({.server_url = "https://gateway.example", .unauthorized_status = true});
  auto answer = strict.send(strict.request_to("/api-payment/V4/Charge/SDKTest", echo,
                                              GatewayWorld::basic("69876357", "x")));
  EXPECT_EQ(answer.response.status, 401);
  EXPECT_TRUE(answer.response.headers.has("WWW-Authenticate"));
  answer = strict.call("Charge/Nothing", echo);
  EXPECT_EQ(answer.response.status, 200);
}

TEST_F(ApiTest, TheLogOfCallsKeepsNoContent) {
  world.pay_by_card();
  world.call("Charge/Nothing", "{}");
  const auto calls = world.api.recent_calls();
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[0].error_code, "INT_901");
  EXPECT_EQ(calls[1].service, "PCI/Charge/CreatePayment");
  EXPECT_EQ(calls[1].shop_id, "69876357");
  EXPECT_EQ(calls[1].error_code, "");
  for (int n = 0; n < 600; ++n) world.call("Charge/SDKTest", echo);
  EXPECT_EQ(world.api.recent_calls().size(), 500u);
}

TEST_F(ApiTest, AStoreThatFailsEndsTheCallAndNothingElse) {
  world.now().db.answers = {{"payments.insert_attempt", sql::Commit::unavailable}};
  const auto answer = world.pay_by_card();
  EXPECT_EQ(answer.status, "ERROR");
  EXPECT_EQ(answer.code, "PSP_999");
  EXPECT_EQ(world.ledger().size(), 0u);
  EXPECT_EQ(world.pay_by_card().status, "SUCCESS");
}

TEST_F(ApiTest, EveryEndpointIsDeclaredOnce) {
  std::set<std::string_view> paths;
  for (const auto& endpoint : endpoints()) {
    EXPECT_TRUE(paths.insert(endpoint.service.path).second) << endpoint.service.path;
    EXPECT_NE(endpoint.run, nullptr);
  }
  EXPECT_EQ(services().size(), endpoints().size());
}

}  // namespace
}  // namespace guichet::rest
