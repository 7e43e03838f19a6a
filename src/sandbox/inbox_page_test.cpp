#include "sandbox/inbox_page.hpp"

#include <boost/json.hpp>

#include "sandbox/testing/sandbox_world.hpp"

namespace guichet::sandbox {
namespace {

using testing::contains;
using testing::SandboxTest;

using InboxPage = SandboxTest;

TEST_F(InboxPage, JsonHasEveryMemberOfAnAttempt) {
  merchant.otherwise.body = "noted";
  const auto id = notify();
  const auto parsed = boost::json::parse(get("/sandbox/ipn").body);
  const auto& one = parsed.at("notifications").at(0).as_object();
  EXPECT_EQ(one.at("outboxId"), boost::json::string(id));
  EXPECT_EQ(one.at("paymentId"), "payment");
  EXPECT_EQ(one.at("transaction"), "transaction");
  EXPECT_EQ(one.at("rule"), "end_of_payment");
  EXPECT_EQ(one.at("url"), "http://shop.example/ipn");
  EXPECT_EQ(one.at("attempt"), 1);
  EXPECT_EQ(one.at("at"), "2023-11-14T22:13:20.000Z");
  EXPECT_EQ(one.at("httpStatus"), 200);
  EXPECT_TRUE(one.at("fault").is_null());
  EXPECT_EQ(one.at("answerStart"), "noted");
  EXPECT_EQ(one.at("durationMs"), 0);
  EXPECT_EQ(one.at("delivered"), true);
  // What was signed, byte for byte.
  const std::string sent = merchant.calls.at(0).form.at("kr-answer");
  EXPECT_EQ(one.at("krAnswer"), boost::json::string(sent));
  EXPECT_EQ(one.at("krHash"), boost::json::string(merchant.calls.at(0).form.at("kr-hash")));
}

TEST_F(InboxPage, ShowsTheFiveFieldsAndWhyTheSignatureHolds) {
  const auto id = notify();
  const auto page = get("/sandbox/inbox?id=" + id);
  EXPECT_EQ(page.status, 200);
  for (const char* field :
       {"kr-hash", "kr-hash-algorithm", "kr-hash-key", "kr-answer-type", "kr-answer"}) {
    EXPECT_TRUE(contains(page.body, "<dt><code>" + std::string(field) + "</code></dt>")) << field;
  }
  EXPECT_TRUE(contains(page.body, merchant.calls.at(0).form.at("kr-hash")));
  EXPECT_TRUE(contains(page.body, "They are equal"));
  EXPECT_FALSE(contains(page.body, "They differ"));
}

TEST_F(InboxPage, ShowsNoMoreThanTheEndOfTheKey) {
  const auto page = get("/sandbox/inbox?id=" + notify());
  EXPECT_FALSE(contains(page.body, "testpassword_"));
  EXPECT_TRUE(contains(page.body, "••••5x7M"));
  EXPECT_EQ(masked_key("abcdefgh"), "••••") << "half of a short key would be too much";
}

TEST_F(InboxPage, EscapesWhatBuyersAndServersWrote) {
  text = R"({"lastName":"<script>alert(1)</script>","a":"'\"&"})";
  merchant.otherwise.body = "<img src=x onerror=alert(2)>";
  const auto id = notify("http://shop.example/\"><svg/onload=alert(3)>");
  const auto page = get("/sandbox/inbox?id=" + id + "&sent=%3Cb%3E");
  EXPECT_TRUE(contains(page.body, "&lt;script&gt;alert(1)"));
  EXPECT_TRUE(contains(page.body, "&lt;img src=x"));
  for (const char* part : {"<script>alert", "<img", "<svg", "<b>"}) {
    EXPECT_FALSE(contains(page.body.substr(page.body.find("<main")), part)) << part;
  }
}

TEST_F(InboxPage, ExplainsASignatureThatWasBrokenOnPurpose) {
  const auto id = notify();
  post("/sandbox/ipn/resend", R"({"id":")" + id + R"(","how":"broken"})");
  const auto page = get("/sandbox/inbox?id=" + id);
  EXPECT_TRUE(contains(page.body, "They differ"));
  EXPECT_TRUE(contains(page.body, "does it check signatures?")) << "it was accepted all the same";
  const auto first = get("/sandbox/inbox?id=" + id + "&attempt=1");
  EXPECT_TRUE(contains(first.body, "They are equal"));
}

TEST_F(InboxPage, TellsHowACallByHandEnded) {
  const std::string page = "/sandbox/inbox?id=" + notify() + "&sent=";
  EXPECT_TRUE(contains(get(page + "REFUSED").body, "the endpoint did not accept it"));
  EXPECT_TRUE(contains(get(page + "DELIVERED").body, "the endpoint accepted it"));
  EXPECT_FALSE(contains(get(page + "anything").body, "role=\"status\""));
}

TEST_F(InboxPage, SaysWhyThereIsNoAnswer) {
  merchant.otherwise.fault = http::FetchFault::no_connection;
  const auto page = get("/sandbox/inbox?id=" + notify());
  EXPECT_TRUE(contains(page.body, "Nothing listens at the address."));
}

TEST_F(InboxPage, SaysSoWhenANotificationIsNotThere) {
  notify();
  const auto page = get("/sandbox/inbox?id=x");
  EXPECT_EQ(page.status, 404);
  EXPECT_TRUE(contains(page.body, "This notification is not here"));
}

TEST(PrettyJson, BreaksLinesOutsideOfTextsOnly) {
  EXPECT_EQ(pretty_json(R"({"a":[1,{}],"b":"{,:\"}[","c":[]})"),
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": \"{,:\\\"}[\",\n  \"c\": []\n}");
  EXPECT_EQ(pretty_json(R"("a\\")"), R"("a\\")");
  EXPECT_EQ(pretty_json(""), "");
  EXPECT_EQ(pretty_json("}]"), "\n}\n]") << "what is not JSON must not harm";
}

}  // namespace
}  // namespace guichet::sandbox
