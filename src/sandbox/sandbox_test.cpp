#include "sandbox/sandbox.hpp"

#include "sandbox/testing/sandbox_world.hpp"

namespace guichet::sandbox {
namespace {

using testing::contains;
using testing::SandboxTest;

TEST_F(SandboxTest, EveryPageForbidsScriptsThatAreNotItsOwnAndIsNotKept) {
  for (const char* path : {"/sandbox/", "/sandbox/inbox", "/sandbox/log"}) {
    const auto page = get(path);
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_TRUE(page.content_type.starts_with("text/html")) << path;
    EXPECT_TRUE(page.headers.get("Content-Security-Policy").starts_with("default-src 'self';"));
    EXPECT_EQ(page.headers.get("Cache-Control"), "no-store");
    EXPECT_FALSE(contains(page.body, "<script>")) << "an inline script would not run";
    EXPECT_FALSE(contains(page.body, "{{")) << "a mark of the template is left in " << path;
  }
}

TEST_F(SandboxTest, StartPageShowsTheKeysAndAPaymentToTake) {
  const auto page = get("/sandbox/");
  EXPECT_TRUE(contains(page.body, "38453613e7f44dc58732bad3dca2bca3"));
  EXPECT_TRUE(contains(page.body, "http://127.0.0.1:8080/api-payment/V4/PCI/Charge/CreatePayment"));
  EXPECT_TRUE(contains(page.body, "<td>VISA</td>"));
}

TEST_F(SandboxTest, PagesAndPartsAreFoundByTheirAddressOnly) {
  EXPECT_EQ(get("/sandbox").headers.get("Location"), "/sandbox/");
  EXPECT_EQ(get("/sandbox/style.css").content_type, "text/css;charset=UTF-8");
  EXPECT_EQ(get("/sandbox/live.js").content_type, "text/javascript;charset=UTF-8");
  EXPECT_EQ(get("/sandbox/icon.svg").content_type, "image/svg+xml");
  EXPECT_EQ(get("/sandbox/elsewhere").status, 404);
  EXPECT_EQ(get("/sandbox//inbox").status, 404);
}

TEST_F(SandboxTest, SaysWhichMethodsAnAddressTakes) {
  const auto refused = ask("DELETE", "/sandbox/ipn");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.headers.get("Allow"), "GET");
  EXPECT_EQ(ask("GET", "/sandbox/ipn/resend").status, 405);
  EXPECT_EQ(ask("HEAD", "/sandbox/ipn").status, 200);
  EXPECT_EQ(ask("GE", "/sandbox/ipn").status, 405);
}

TEST_F(SandboxTest, RefusesAShopItDoesNotKnowAsJsonOrAsAPage) {
  const auto json = get("/sandbox/ipn?shop=11111111");
  EXPECT_EQ(json.status, 400);
  EXPECT_TRUE(contains(json.body, R"("errorCode":"INT_902")"));
  const auto page = get("/sandbox/inbox?shop=11111111");
  EXPECT_EQ(page.status, 400);
  EXPECT_TRUE(contains(page.body, "there is no shop of this number"));
}

TEST_F(SandboxTest, RefusesAQueryThatIsNotEncoded) {
  EXPECT_EQ(get("/sandbox/ipn?shop=%zz").status, 400);
  EXPECT_EQ(get("/sandbox/inbox?id=%ff").status, 400);
}

TEST_F(SandboxTest, ShowsTheBookThatWasAskedForAndNoOther) {
  notify();
  world.apply("id = \"40817263\"\nname = \"Other\"\n");
  EXPECT_TRUE(contains(get("/sandbox/ipn?shop=69876357").body, "outboxId"));
  EXPECT_FALSE(contains(get("/sandbox/ipn?shop=40817263").body, "outboxId"));
}

TEST_F(SandboxTest, TheBankTakesAPaymentBack) {
  const std::string uuid = "1c8356b0e24442b2acc579cf1ae4d814";
  const auto done = ask("POST", "/sandbox/chargeback", "{\"uuid\":\"" + uuid + "\"}");
  EXPECT_EQ(done.body, "{\"uuid\":\"" + uuid + "\",\"unpaid\":true}");
  EXPECT_EQ(charged_back, std::vector{uuid});
  const auto unknown =
      ask("POST", "/sandbox/chargeback", "{\"uuid\":\"" + std::string(32, '0') + "\"}");
  EXPECT_TRUE(contains(unknown.body, "PSP_010"));
  EXPECT_TRUE(contains(ask("POST", "/sandbox/chargeback", "{}").body, "INT_902"));
}

TEST_F(SandboxTest, AnEmptyInboxSaysHowToFillIt) {
  EXPECT_TRUE(contains(get("/sandbox/inbox").body, "No notification yet"));
  EXPECT_EQ(get("/sandbox/ipn").body, R"({"notifications":[]})");
}

TEST_F(SandboxTest, OurOwnFailureIsNotExplainedToTheBrowser) {
  Sandbox broken({outbox, world.directory, faults, world.clock,
                  []() -> std::vector<ApiCall> { throw std::runtime_error("/secret/path"); },
                  [this](http::Request call) { return call_api(std::move(call)); }, world.random,
                  {}, nullptr},
                 {});
  http::Request request;
  request.method = "GET";
  request.path = "/sandbox/log";
  const auto page = world.run(broken.handle(request));
  EXPECT_EQ(page.status, 500);
  EXPECT_FALSE(contains(page.body, "/secret/path"));
}

}  // namespace
}  // namespace guichet::sandbox
