#include "rest/keyed_call.hpp"

#include <gtest/gtest.h>

#include "rest/testing/gateway_world.hpp"

namespace guichet::rest {
namespace {

using acquiring::Fault;
using acquiring::Operation;
using testing::GatewayWorld;

const std::string charge_service = "PCI/Charge/CreatePayment";

std::string charge_body(std::string_view pan = payments::testing::approved_card, int amount = 990) {
  return R"({"amount":)" + std::to_string(amount) +
         R"(,"currency":"EUR","orderId":"ORDER-1","paymentForms":[{"paymentMethodType":"CARD",)"
         R"("pan":")" + std::string(pan) +
         R"(","expiryMonth":"12","expiryYear":"30","securityCode":"123"}]})";
}

class KeyedCallTest : public ::testing::Test {
 protected:
  http::Request request(const std::string& service, std::string body, std::string key) {
    auto wanted = world.request_to("/api-payment/V4/" + service, std::move(body));
    wanted.headers.add("idempotency-key", std::move(key));
    return wanted;
  }
  GatewayWorld::Answer call(const std::string& service, std::string body, std::string key = "k") {
    return world.send(request(service, std::move(body), std::move(key)));
  }
  GatewayWorld::Answer charge(std::string key = "k") {
    return call(charge_service, charge_body(), std::move(key));
  }
  /// The web services of the latest process.
  Api& api_of_now() {
    auto& process = world.now();
    apis.push_back(std::make_unique<Api>(
        Gateway{*process.directory, *process.charges, world.checkout(), *process.operations,
                process.acquirers, process.db, world.random, world.clock, *process.keys,
                "https://gateway.example"},
        ApiOptions{.server_url = "https://gateway.example"}));
    return *apis.back();
  }
  /// Starts a call that answers in its own time.
  void start(Api& api, std::string key, std::optional<std::string>& body,
             const std::string& service = charge_service, std::string call = charge_body()) {
    spawn(world.scheduler, "call",
          [](Api& to, http::Request wanted, std::optional<std::string>& out) -> Task<> {
            const http::Response response = co_await to.handle(wanted);
            out = response.body;
          }(api, request(service, std::move(call), std::move(key)), body));
  }

  GatewayWorld world;
  std::vector<std::unique_ptr<Api>> apis;
};

TEST_F(KeyedCallTest, TheSameCallIsAnsweredWithTheSameBytesAndMadeOnce) {
  const auto first = charge();
  ASSERT_EQ(first.status, "SUCCESS");
  EXPECT_FALSE(first.response.headers.has("Idempotent-Replayed"));
  world.clock.advance_ms(3'600'000);
  const auto again = charge();
  EXPECT_EQ(again.response.body, first.response.body);
  EXPECT_EQ(again.response.headers.get("Idempotent-Replayed"), "true");
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 1);
  EXPECT_EQ(world.count("payments"), 1);
}

TEST_F(KeyedCallTest, AnotherKeyIsAnotherCallAndWithoutAKeyNothingIsKept) {
  charge("one");
  charge("two");
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 2);
  EXPECT_EQ(world.count("idempotency_claims"), 2);
  world.pay_by_card();
  EXPECT_EQ(world.count("idempotency_claims"), 2);
}

TEST_F(KeyedCallTest, ARefusedPaymentIsAnAnswerToo) {
  const auto body = charge_body(payments::testing::refused_card);
  const auto first = call(charge_service, body);
  EXPECT_EQ(call(charge_service, body).response.body, first.response.body);
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 1);
}

TEST_F(KeyedCallTest, AKeyMeansOneCall) {
  charge();
  const auto other = call(charge_service, charge_body(payments::testing::approved_card, 991));
  EXPECT_EQ(other.code, "INT_902");
  EXPECT_EQ(other.answer().at("detailedErrorCode"), "IDEMPOTENCY_KEY_REUSED");
  auto elsewhere = request("Charge/CreatePayment", charge_body(), "k");
  EXPECT_EQ(world.send(std::move(elsewhere)).code, "INT_902");
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 1);
}

TEST_F(KeyedCallTest, AKeyHasOneTo255PrintableCharacters) {
  EXPECT_EQ(charge(std::string(255, 'k')).status, "SUCCESS");
  for (const auto& wrong : {std::string(256, 'k'), std::string(), std::string("k\xc3\xa9"),
                            std::string("k\x01")}) {
    const auto answer = charge(wrong);
    EXPECT_EQ(answer.code, "INT_902");
    EXPECT_EQ(answer.answer().at("detailedErrorCode"), "IDEMPOTENCY_KEY_INVALID");
  }
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 1);
}

TEST_F(KeyedCallTest, ACallHasOneKey) {
  auto twice = request(charge_service, charge_body(), "one");
  twice.headers.add("Idempotency-Key", "one");
  EXPECT_EQ(world.send(std::move(twice)).status, "SUCCESS") << "said again";
  auto two = request(charge_service, charge_body(), "one");
  two.headers.add("Idempotency-Key", "other");
  EXPECT_EQ(world.send(std::move(two)).code, "INT_902");
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 1);
}

TEST_F(KeyedCallTest, ACallThatChangedNothingMayBeMendedUnderItsKey) {
  EXPECT_EQ(call(charge_service, R"({"amount":-1})").status, "ERROR");
  EXPECT_EQ(call(charge_service, charge_body("4970100000000001")).code, "PSP_530");
  EXPECT_EQ(world.count("idempotency_claims"), 0);
  EXPECT_EQ(charge().status, "SUCCESS");
}

TEST_F(KeyedCallTest, AServiceThatWritesNothingIsAnsweredOnceAsWell) {
  const std::string body = R"({"amount":990,"currency":"EUR"})";
  const auto first = call("Charge/CreatePayment", body);
  EXPECT_EQ(call("Charge/CreatePayment", body).response.body, first.response.body);
}

TEST_F(KeyedCallTest, AServiceThatReadsIsNotKept) {
  const auto first = call("Charge/SDKTest", R"({"value":"x"})");
  EXPECT_EQ(call("Charge/SDKTest", R"({"value":"y"})").answer().at("value"), "y");
  EXPECT_EQ(world.count("idempotency_claims"), 0);
}

TEST_F(KeyedCallTest, NeitherKeyNorCardIsStored) {
  charge("my-key-4970100000000014");
  const auto rows = world.query("SELECT claim_key, fingerprint, answer FROM idempotency_claims");
  for (std::size_t column = 0; column < 3; ++column) {
    EXPECT_EQ(rows.front().text(column).find("4970100000000014"), std::string::npos);
  }
  EXPECT_EQ(rows.front().text(0).size(), 64u);
}

TEST_F(KeyedCallTest, AfterThirtyDaysTheKeyIsNew) {
  const auto first = charge();
  world.clock.advance_ms(30ll * 24 * 3600 * 1000);
  EXPECT_NE(charge().response.body, first.response.body);
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 2);
}

TEST_F(KeyedCallTest, ACallStillRunningIsWaitedFor) {
  world.bank->faults().add(Operation::authorise, {Fault::Kind::slow, std::chrono::seconds(5)});
  std::optional<std::string> one, other;
  start(world.api, "k", one);
  world.scheduler.run_for(std::chrono::seconds(1));
  start(world.api, "k", other);
  world.scheduler.run_for(std::chrono::seconds(2));
  EXPECT_FALSE(other);
  world.scheduler.run_for(std::chrono::seconds(10));
  ASSERT_TRUE(one && other);
  EXPECT_EQ(*one, *other);
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 1);
}

TEST_F(KeyedCallTest, CallsAtTheSameMomentAreOneCall) {
  std::vector<std::optional<std::string>> bodies(6);
  Api& elsewhere = api_of_now();
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    start(i % 2 ? elsewhere : world.api, "k", bodies[i]);
  }
  world.scheduler.run_for(std::chrono::seconds(20));
  for (const auto& body : bodies) {
    ASSERT_TRUE(body);
    EXPECT_EQ(*body, *bodies.front());
  }
  EXPECT_EQ(world.count("payments"), 1);
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 1);
}

TEST_F(KeyedCallTest, WaitingHasAnEnd) {
  sql::Batch batch;
  auto wanted = request(charge_service, charge_body(), "k");
  const Gateway gateway{*world.now().directory, *world.now().charges, world.checkout(),
                        *world.now().operations, world.now().acquirers, world.now().db,
                        world.random, world.clock, *world.now().keys, {}};
  const auto claim = claim_of(gateway, wanted, *world.book(), "V4/" + charge_service,
                              charge_service, "somebody");
  idempotency::add_claim(batch, *claim);
  ASSERT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
  const Instant before = world.clock.now();
  const auto answer = world.send(std::move(wanted));
  EXPECT_EQ(answer.code, "PSP_679");
  EXPECT_EQ(answer.answer().at("detailedErrorCode"), "IDEMPOTENCY_KEY_IN_USE");
  EXPECT_LT(world.clock.now().ms - before.ms, 32'000);
}

// A process dies at each step of a keyed charge; the client asks the next one again.
TEST_F(KeyedCallTest, ADeathAtEveryStepLeavesExactlyOneCharge) {
  struct Death {
    bool after;
    const char* act;
  };
  for (const Death death : {Death{false, "payments.insert_attempt"},
                            Death{true, "payments.insert_attempt"}, Death{false, "authorise"},
                            Death{true, "authorise"}, Death{false, "payments.insert_transaction"},
                            Death{true, "payments.insert_transaction"}}) {
    SCOPED_TRACE(std::string(death.after ? "after " : "before ") + death.act);
    const int approved = world.ledger_lines("AUTHORISE", "APPROVED");
    const std::string key = std::string(death.after ? "after " : "before ") + death.act;
    auto& dying = world.now();
    death.after ? dying.life->end_after(death.act) : dying.life->end_before(death.act);
    std::optional<std::string> lost;
    start(api_of_now(), key, lost);
    world.scheduler.run_for(std::chrono::seconds(1));
    world.restart();
    Api& next = api_of_now();
    std::optional<std::string> told, again;
    start(next, key, told);  // before recovery has done anything
    world.run(world.now().recovery->recover(world.book(), true));
    world.scheduler.run_for(std::chrono::seconds(30));
    start(next, key, again);
    world.scheduler.run_for(std::chrono::seconds(1));
    ASSERT_TRUE(told && again);
    EXPECT_EQ(*told, *again);
    EXPECT_NE(told->find(R"("detailedStatus":"AUTHORISED")"), std::string::npos) << *told;
    EXPECT_EQ(world.ledger_lines("AUTHORISE", "APPROVED"), approved + 1);
    EXPECT_EQ(world.ledger_lines("REVERSE"), 0);
    EXPECT_EQ(world.count("attempts"), 0);
    EXPECT_EQ(world.differences(), std::vector<std::string>{});
  }
}

// What changes something by one commit carries its answer in it: whenever the process dies, a
// repeated call does it once.
TEST_F(KeyedCallTest, ADeathAroundTheOneCommitOfACallLeavesOneEffect) {
  struct Case {
    const char *service, *act, *table;
    std::function<std::string()> body;
  };
  int bin = 497010;
  const Case cases[] = {
      {"Risk/AddToGreyList", "risk.list", "grey_list",
       [&] { return R"({"greyListType":"BIN","value":")" + std::to_string(bin++) + "\"}"; }},
      {"Charge/CreateQRCode", "checkout.insert_link", "links",
       [] {
         return std::string(R"({"amount":990,"currency":"EUR","paymentMethodType":"CARD",)"
                            R"("customer":{"email":"b@example.org"}})");
       }},
      {"Charge/UpdatePaymentAmount", "checkout.upsert_session", "sessions",
       [&] {
         const std::string token = world.token();
         return R"({"updatedAmount":500,"cardBin":"497010","formToken":")" + token + "\"}";
       }},
  };
  for (const Case& one : cases) {
    for (const bool after : {false, true}) {
      SCOPED_TRACE(std::string(one.service) + (after ? " after" : " before"));
      const std::string body = one.body();
      const std::string key = std::string(one.service) + (after ? "a" : "b");
      const auto rows = world.count(one.table);
      auto& life = *world.now().life;
      after ? life.end_after(one.act) : life.end_before(one.act);
      std::optional<std::string> lost, told, again;
      start(api_of_now(), key, lost, one.service, body);
      world.scheduler.run_for(std::chrono::seconds(1));
      ASSERT_TRUE(life.over());
      world.restart();
      EXPECT_EQ(world.count(one.table), rows + (after ? 1 : 0));
      start(api_of_now(), key, told, one.service, body);
      world.scheduler.run_for(std::chrono::seconds(1));
      start(api_of_now(), key, again, one.service, body);
      world.scheduler.run_for(std::chrono::seconds(1));
      ASSERT_TRUE(told && again);
      EXPECT_NE(told->find(R"("status":"SUCCESS")"), std::string::npos) << *told;
      EXPECT_EQ(*told, *again);
      EXPECT_EQ(world.count(one.table), rows + 1);
    }
  }
}

}  // namespace
}  // namespace guichet::rest
