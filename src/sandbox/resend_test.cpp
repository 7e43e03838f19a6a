#include "sandbox/resend.hpp"

#include "contract/check_shapes.hpp"
#include "sandbox/testing/sandbox_world.hpp"

namespace guichet::sandbox {
namespace {

using testing::contains;
using testing::SandboxTest;

struct Resend : SandboxTest {
  std::string order(const std::string& id, const std::string& how) {
    return R"({"id":")" + id + R"(","how":")" + how + R"("})";
  }
  std::string state(const std::string& body) { return post("/sandbox/ipn/resend", body).body; }
};

TEST_F(Resend, IsASoundDeclaration) {
  EXPECT_EQ(contract::faults_of(resend_order), std::vector<std::string>());
}

TEST_F(Resend, SendsAgainAndTellsHowItEnded) {
  const auto id = notify();
  EXPECT_EQ(state(order(id, "again")),
            R"({"id":")" + id + R"(","how":"again","state":"DELIVERED"})");
  EXPECT_EQ(merchant.calls.size(), 2u);
  merchant.otherwise.status = 500;
  EXPECT_TRUE(contains(state(R"({"id":")" + id + R"("})"), "REFUSED"));
  EXPECT_EQ(merchant.calls.size(), 3u);
}

TEST_F(Resend, TwiceIsTwoRequests) {
  const auto id = notify();
  merchant.script = {{.status = 200}, {.status = 500}};
  EXPECT_TRUE(contains(state(order(id, "twice")), "REFUSED")) << "one of two is not both";
  EXPECT_EQ(merchant.calls.size(), 3u);
}

TEST_F(Resend, BrokenCarriesAWrongSignatureOfTheSameText) {
  const auto id = notify();
  state(order(id, "broken"));
  ASSERT_EQ(merchant.calls.size(), 2u);
  EXPECT_NE(merchant.calls[1].form.at("kr-hash"), merchant.calls[0].form.at("kr-hash"));
  EXPECT_EQ(merchant.calls[1].form.at("kr-answer"), merchant.calls[0].form.at("kr-answer"));
}

TEST_F(Resend, LateAnswersAtOnceAndSendsAfterFiveSeconds) {
  const auto id = notify();
  const Instant asked = world.clock.now();
  EXPECT_TRUE(contains(state(order(id, "late")), "SCHEDULED"));
  EXPECT_EQ(merchant.calls.size(), 1u);
  world.scheduler.run_for(Scheduler::Duration(10'000));
  ASSERT_EQ(merchant.calls.size(), 2u);
  EXPECT_EQ(merchant.calls[1].at, asked.plus_seconds(5));
}

TEST_F(Resend, DoesNotWaitForASlowServerLongerThanTenSeconds) {
  const auto id = notify();
  merchant.otherwise.after = Scheduler::Duration(20'000);
  const Instant asked = world.clock.now();
  EXPECT_TRUE(contains(state(order(id, "again")), "UNDER_WAY"));
  EXPECT_EQ(world.clock.now(), asked.plus_seconds(10));
  world.scheduler.run_for(Scheduler::Duration(30'000));
}

TEST_F(Resend, AFormIsSentBackToItsPage) {
  const auto id = notify();
  const auto answer = ask("POST", "/sandbox/ipn/resend", "id=" + id + "&how=again&shop=69876357",
                          "application/x-www-form-urlencoded");
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(answer.headers.get("Location"),
            "/sandbox/inbox?shop=69876357&id=" + id + "&sent=DELIVERED");
  EXPECT_EQ(merchant.calls.size(), 2u);
}

TEST_F(Resend, RefusesBadInputAndSendsNothing) {
  const auto id = notify();
  for (const std::string& body :
       {std::string(), std::string("{"), std::string("[]"), std::string("{}"),
        std::string(R"({"id":"x"})"), order(id, "thrice"), order(id, "AGAIN"),
        R"({"id":")" + std::string(200, 'x') + R"("})",
        R"({"id":")" + id + R"(","shop":"11111111"})"}) {
    const auto refused = post("/sandbox/ipn/resend", body);
    EXPECT_EQ(refused.status, 400) << body;
    EXPECT_TRUE(contains(refused.body, R"("errorCode":"INT_902")")) << body << refused.body;
  }
  const auto form = ask("POST", "/sandbox/ipn/resend", "id=%zz",
                        "application/x-www-form-urlencoded");
  EXPECT_EQ(form.status, 400);
  EXPECT_EQ(merchant.calls.size(), 1u);
}

TEST_F(Resend, AnotherShopsNotificationIsNotFound) {
  const auto id = notify();
  world.apply("id = \"40817263\"\nname = \"Other\"\n");
  const auto refused = post("/sandbox/ipn/resend", R"({"id":")" + id + R"(","shop":"40817263"})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(merchant.calls.size(), 1u);
}

}  // namespace
}  // namespace guichet::sandbox
