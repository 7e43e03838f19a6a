#include "form/form_service.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "answers/kr_answer.hpp"
#include "checkout/testing/checkout_world.hpp"

namespace guichet::form {
namespace {

using checkout::testing::CheckoutWorld;
using payments::testing::approved_card;
using payments::testing::refused_card;

constexpr std::string_view public_key = "69876357:testpublickey_DEMOPUBLICKEY95me92597fd28tGD4r5";

struct FormServiceTest : ::testing::Test {
  FormServiceTest() {
    world.now().outbox->set_text_source([this](merchants::BookPtr book, std::string payment,
                                               std::string transaction, notifications::Rule rule) {
      return answers::load_kr_answer(*world.db, std::move(book), world.clock, std::move(payment),
                                     std::move(transaction), rule);
    });
  }
  struct Answer {
    http::Response response;
    boost::json::object envelope;
    std::string code;  // errorCode, or empty
    const boost::json::object& answer() const { return envelope.at("answer").as_object(); }
  };
  Answer send(const std::string& action, const std::string& body, const char* method = "POST",
              const char* peer = "192.0.2.7") {
    http::Request request{.method = method,
                          .path = std::string(FormService::root) + action,
                          .body = body,
                          .peer = peer};
    Answer answer{.response = world.run(service.handle(request))};
    answer.envelope = boost::json::parse(answer.response.body).as_object();
    if (const auto* code = answer.answer().if_contains("errorCode")) {
      answer.code = code->as_string();
    }
    return answer;
  }
  static std::string with_token(const std::string& token, const std::string& more = {},
                                std::string_view key = public_key) {
    return R"({"publicKey":")" + std::string(key) + R"(","formToken":")" + token + "\"" + more +
           "}";
  }
  static std::string card(std::string_view pan, const std::string& more = {}) {
    return R"(,"pan":")" + std::string(pan) +
           R"(","expiryMonth":12,"expiryYear":30,"securityCode":"123")" + more;
  }
  Answer pay(const std::string& token, std::string_view pan = approved_card) {
    return send("pay", with_token(token, card(pan)));
  }

  CheckoutWorld world;
  FormService service{*world.now().directory, world.checkout(), *world.now().charges,
                      {.server_url = "https://gateway.example"}};
};

TEST_F(FormServiceTest, OpeningDrawsTheForm) {
  const auto answer = send("open", with_token(world.token()));
  ASSERT_EQ(answer.code, "");
  EXPECT_EQ(answer.answer().at("amount"), 990);
  EXPECT_EQ(answer.answer().at("currency"), "EUR");
  EXPECT_EQ(answer.answer().at("attemptsLeft"), 4);
  EXPECT_EQ(answer.answer().at("mode"), "TEST");
  EXPECT_FALSE(answer.answer().at("brands").as_array().empty());
  EXPECT_EQ(answer.response.headers.get("Cache-Control"), "no-store");
  EXPECT_EQ(world.count("sessions"), 1);
}

TEST_F(FormServiceTest, PayingTellsTheMerchantFirst) {
  const auto answer = pay(world.token());
  ASSERT_EQ(answer.code, "");
  EXPECT_EQ(answer.answer().at("_type"), "V4/Charge/ProcessPaymentAnswer");
  EXPECT_EQ(answer.answer().at("clientAnswer").at("orderStatus"), "PAID");
  EXPECT_EQ(world.merchant.bodies.size(), 1u) << "told when the browser has its answer";
  EXPECT_EQ(answer.response.body.find(approved_card), std::string::npos);
  EXPECT_EQ(world.differences(), std::vector<std::string>{});
}

TEST_F(FormServiceTest, ARefusalLeavesTheFormOpen) {
  const std::string token = world.token();
  const auto answer = pay(token, refused_card);
  EXPECT_EQ(answer.answer().at("clientAnswer").at("orderStatus"), "UNPAID");
  EXPECT_EQ(answer.answer().at("clientAnswer").at("orderCycle"), "OPEN");
  EXPECT_EQ(send("open", with_token(token)).answer().at("attemptsLeft"), 3);
  EXPECT_EQ(pay(token).answer().at("clientAnswer").at("orderStatus"), "PAID");
  EXPECT_EQ(pay(token).code, "INT_903");
}

TEST_F(FormServiceTest, WhatIsWrongHasItsCode) {
  const std::string token = world.token();
  EXPECT_EQ(send("open", with_token(token, {}, "69876357:testpublickey_no")).code, "INT_904");
  EXPECT_EQ(send("open", with_token("nonsense")).code, "INT_885");
  EXPECT_EQ(send("open", "{").code, "INT_902");
  EXPECT_EQ(send("elsewhere", with_token(token)).code, "INT_901");
  EXPECT_EQ(send("open", with_token(token), "GET").code, "INT_901");
  EXPECT_EQ(send("pay", with_token(token)).code, "INT_040");
  EXPECT_EQ(pay(token, "4970100000000015").code, "PSP_530");
  EXPECT_EQ(send("pay", with_token(token, R"(,"pan":"4970100000000014","expiryMonth":12)")).code,
            "INT_042");
  EXPECT_EQ(world.ledger().size(), 0u);
}

TEST_F(FormServiceTest, NumbersAreNotTriedOutWithoutEnd) {
  const std::string token = world.token();
  for (int guess = 0; guess < 30; ++guess) {
    ASSERT_EQ(pay(token, "4970100000000015").code, "PSP_530") << guess;
  }
  EXPECT_EQ(pay(token).code, "PSP_099");
  EXPECT_EQ(send("pay", with_token(token, card(approved_card)), "POST", "192.0.2.8").code, "")
      << "another buyer is not punished";
}

TEST_F(FormServiceTest, ALostAnswerIsFoundAgain) {
  const std::string token = world.token();
  const auto before = send("outcome", with_token(token));
  ASSERT_EQ(before.code, "");
  EXPECT_EQ(before.answer().at("running"), false);
  EXPECT_EQ(before.answer().at("attemptsLeft"), 4);
  EXPECT_TRUE(before.answer().at("payment").is_null());
  EXPECT_EQ(world.count("sessions"), 0) << "asking writes nothing";

  pay(token, refused_card);
  const auto refused = send("outcome", with_token(token));
  EXPECT_EQ(refused.answer().at("attemptsLeft"), 3);
  EXPECT_EQ(refused.answer().at("payment").at("clientAnswer").at("orderStatus"), "UNPAID");

  const auto paid = pay(token);
  const auto again = send("outcome", with_token(token));
  const auto& payment = again.answer().at("payment").as_object();
  EXPECT_EQ(payment.at("clientAnswer").at("orderStatus"), "PAID");
  EXPECT_EQ(payment.at("clientAnswer").at("transactions").at(0).at("uuid"),
            paid.answer().at("clientAnswer").at("transactions").at(0).at("uuid"));
  EXPECT_EQ(world.merchant.bodies.size(), 2u) << "asking notifies nobody";
  EXPECT_EQ(send("outcome", with_token(token, {}, "69876357:testpublickey_no")).code, "INT_904");
}

TEST_F(FormServiceTest, ACardIsKnownByItsFirstDigits) {
  const std::string token = world.token();
  const auto range = [&](const std::string& bin) {
    return send("brands", with_token(token, R"(,"bin":")" + bin + "\""));
  };
  const auto bin = std::string(approved_card.substr(0, 6));
  const auto known = range(bin);
  ASSERT_EQ(known.code, "");
  EXPECT_EQ(known.answer().at("known"), true);
  EXPECT_FALSE(known.answer().at("brands").as_array().empty());
  EXPECT_EQ(known.answer().at("lengths").as_array().size(), 1u);
  EXPECT_EQ(known.answer().at("securityCodeLength"), 3);
  EXPECT_EQ(range("999999").answer().at("known"), false);
  for (const char* wrong : {"", "4970a0", "49701", "497010000"}) {
    EXPECT_EQ(range(wrong).code, "INT_040") << wrong;
  }
}

TEST_F(FormServiceTest, TheCardsToTryAreTheAcquirersOwn) {
  const auto listed = send("cards", R"({"publicKey":")" + std::string(public_key) + "\"}");
  ASSERT_EQ(listed.code, "");
  bool approved = false, refused = false;
  for (const auto& card : listed.answer().at("cards").as_array()) {
    if (card.at("number").as_string() == approved_card) approved = card.at("accepted").as_bool();
    if (card.at("number").as_string() == refused_card) refused = !card.at("accepted").as_bool();
  }
  EXPECT_TRUE(approved);
  EXPECT_TRUE(refused);
}

TEST_F(FormServiceTest, AMerchantThatDoesNotAnswerDelaysTheBuyerThirtySecondsAtMost) {
  class Deaf final : public http::Client {
   public:
    Task<Result<http::Response, http::FetchFault>> fetch(http::Outgoing request) override {
      co_await sleep_for(request.total_time_max * 10);
      co_return Failure{http::FetchFault::timed_out};
    }
  };
  Deaf deaf;
  notifications::OutboxOptions options;
  options.allow_private_targets = true;
  options.owner = world.now().owner;
  auto& process = world.now();
  notifications::Outbox outbox(process.db, deaf, *process.directory, world.clock, world.random,
                               options);
  outbox.set_text_source([](merchants::BookPtr, std::string, std::string,
                            notifications::Rule) -> Task<std::string> { co_return "{}"; });
  payments::Charges charges({process.db, *process.vault, process.acquirers, *process.directory,
                             outbox, world.random, world.clock, process.owner});
  checkout::Checkout checkout(charges, *process.keys);
  FormService slow(*process.directory, checkout, charges, {});
  const std::string token = world.token();
  http::Request request{.method = "POST", .path = std::string(FormService::root) + "pay",
                        .body = with_token(token, card(approved_card))};
  const Instant begun = world.clock.now();
  spawn(world.scheduler, "outcome", [](FormService& service, std::string token) -> Task<> {
    co_await sleep_for(std::chrono::seconds(20));
    http::Request question{.method = "POST", .path = std::string(FormService::root) + "outcome",
                           .body = with_token(token)};
    const auto answer = co_await service.handle(question);
    EXPECT_NE(answer.body.find(R"("running":true,"attemptsLeft":3,"payment":null)"),
              std::string::npos)
        << "nobody hears before the merchant: " << answer.body;
  }(slow, token));
  const auto response = world.run(slow.handle(request));
  EXPECT_NE(response.body.find("\"orderStatus\":\"PAID\""), std::string::npos);
  EXPECT_EQ(world.clock.now().ms - begun.ms, 30'000);
  world.scheduler.run_for(std::chrono::minutes(10));
}

}  // namespace
}  // namespace guichet::form
