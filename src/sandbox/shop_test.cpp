#include "sandbox/shop.hpp"

#include <boost/json.hpp>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "contract/check_shapes.hpp"
#include "sandbox/testing/sandbox_world.hpp"

namespace guichet::sandbox {
namespace {

using testing::contains;
using testing::SandboxTest;

struct ShopTest : SandboxTest {
  boost::json::object order(const http::Response& response) {
    EXPECT_EQ(response.status, 200) << response.body;
    return boost::json::parse(response.body).as_object();
  }
  boost::json::object check_out() {
    return order(post("/sandbox/shop/orders",
                      R"({"items":[{"product":"beans","quantity":1}],"language":"fr"})"));
  }
  std::string look(const std::string& id) {
    const auto seen = order(get("/sandbox/shop/orders?id=" + id));
    return std::string(seen.at("state").as_string());
  }
  static std::string answer_for(const std::string& id) {
    return R"({"orderCycle":"CLOSED","orderStatus":"PAID","orderDetails":{"orderId":")" + id +
           R"(","orderTotalAmount":990},"transactions":[{"detailedStatus":"AUTHORISED"}]})";
  }
  static std::string signed_form(const std::string& text, std::string_view key,
                                 const std::string& key_name) {
    return "kr-hash=" + hmac_sha256_hex(key, text) + "&kr-hash-algorithm=sha256_hmac&kr-hash-key=" +
           key_name + "&kr-answer-type=V4%2FPayment&kr-answer=" + form_encode(text);
  }
  http::Response send(const char* address, const std::string& form) {
    return ask("POST", address, form, "application/x-www-form-urlencoded");
  }
};

TEST_F(ShopTest, ABasketIsASoundDeclaration) {
  EXPECT_EQ(contract::faults_of(basket_shape), std::vector<std::string>());
}

TEST_F(ShopTest, ChecksOutByWebServiceLikeAnyMerchant) {
  const auto made = check_out();
  EXPECT_EQ(made.at("amount"), 990);
  EXPECT_EQ(made.at("formToken"), "01token");
  ASSERT_EQ(api_calls.size(), 1u);
  EXPECT_EQ(api_calls[0].path, "/api-payment/V4/Charge/CreatePayment");
  EXPECT_TRUE(api_calls[0].headers.get("Authorization").starts_with("Basic "));
  const auto body = boost::json::parse(api_calls[0].body).as_object();
  EXPECT_EQ(body.at("amount"), 990);
  EXPECT_EQ(body.at("orderId"), made.at("id"));
  EXPECT_EQ(body.at("ipnTargetUrl"), "http://127.0.0.1:8080/sandbox/shop/ipn");
  EXPECT_EQ(body.at("customer").at("billingDetails").at("language"), "FR");
}

TEST_F(ShopTest, TheServiceMayRefuse) {
  api_answer = R"({"status":"ERROR","answer":{"errorCode":"PSP_610"}})";
  const auto refused =
      post("/sandbox/shop/orders", R"({"items":[{"product":"beans","quantity":1}]})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_TRUE(contains(refused.body, "PSP_610"));
  EXPECT_EQ(post("/sandbox/shop/orders", "{}").status, 400);
}

TEST_F(ShopTest, TheNotificationMakesItPaidAndTheBrowserDoesNot) {
  const std::string id(check_out().at("id").as_string());
  const std::string text = answer_for(id);
  const auto brought = order(send("/sandbox/shop/return",
                                  signed_form(text, book->keys.hmac_key.expose(), "sha256_hmac")));
  EXPECT_EQ(brought.at("state"), "NEW");
  const auto& check = brought.at("events").at(1).at("check").as_object();
  EXPECT_EQ(check.at("holds"), true);
  EXPECT_EQ(check.at("keyName"), "sha256_hmac");
  EXPECT_EQ(send("/sandbox/shop/ipn", signed_form(text, "wrong", "password")).status, 400);
  EXPECT_EQ(look(id), "NEW");
  const std::string good = signed_form(text, book->keys.password.expose(), "password");
  EXPECT_EQ(send("/sandbox/shop/ipn", good).status, 200);
  EXPECT_EQ(look(id), "PAID");
}

TEST_F(ShopTest, StrangeInputChangesNothing) {
  const std::string id(check_out().at("id").as_string());
  for (const char* form : {"", "kr-answer=%7B", "kr-answer=%7B%7D", "kr-answer=[1]",
                           "kr-answer=%7B%22orderDetails%22%3A1%7D"}) {
    EXPECT_EQ(send("/sandbox/shop/ipn", form).status, 404) << form;
    EXPECT_EQ(send("/sandbox/shop/return", form).status, 400) << form;
  }
  EXPECT_EQ(send("/sandbox/shop/ipn", "kr-answer=%zz").status, 400);
  EXPECT_EQ(get("/sandbox/shop/orders?id=SHOP-0").status, 400);
  EXPECT_EQ(look(id), "NEW");
}

}  // namespace
}  // namespace guichet::sandbox
