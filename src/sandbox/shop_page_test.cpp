#include "sandbox/shop_page.hpp"

#include "sandbox/testing/sandbox_world.hpp"

namespace guichet::sandbox {
namespace {

using testing::contains;
using testing::SandboxTest;

using ShopPage = SandboxTest;

std::string origin_for(const char* host, const char* server_url, bool secure = false) {
  http::Request request;
  request.host = host;
  request.secure = secure;
  return client_origin(request, server_url);
}

TEST_F(ShopPage, OffersLanguagesThemesAndCards) {
  const auto page = get("/sandbox/shop?language=fr&theme=classic");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(contains(page.body, R"(kr-language="fr")"));
  EXPECT_TRUE(contains(page.body, "/ext/classic-reset.css"));
  EXPECT_TRUE(contains(page.body, "accepted"));
  EXPECT_TRUE(contains(page.body, "limit exceeded"));
  EXPECT_TRUE(contains(page.body, book->keys.public_key));
  EXPECT_FALSE(contains(page.body, book->keys.password.expose())) << "the browser needs no secret";
  EXPECT_FALSE(contains(page.body, book->keys.hmac_key.expose()));
  EXPECT_FALSE(contains(get("/sandbox/shop?theme=none").body, "/ext/"));
}

TEST_F(ShopPage, WhatIsNotOfferedIsTheDefault) {
  const auto page = get("/sandbox/shop?language=%22%3E&theme=..%2F");
  EXPECT_TRUE(contains(page.body, R"(kr-language="en")"));
  EXPECT_TRUE(contains(page.body, "/ext/neon-reset.css"));
}

TEST_F(ShopPage, TheFormComesFromAnotherOrigin) {
  EXPECT_EQ(origin_for("127.0.0.1:8080", "http://127.0.0.1:8080"), "http://localhost:8080");
  EXPECT_EQ(origin_for("localhost:8080", "http://127.0.0.1:8080"), "http://127.0.0.1:8080");
  EXPECT_EQ(origin_for("127.0.0.1", "http://127.0.0.1:8080"), "http://127.0.0.1:8080");
  EXPECT_EQ(origin_for("127.0.0.1", "http://127.0.0.1"), "http://localhost");
  EXPECT_EQ(origin_for("[::1]:8080", "http://[::1]:8080"), "http://localhost:8080");
  EXPECT_EQ(origin_for("pay.example", "https://pay.example"), "");
  EXPECT_EQ(origin_for("127.0.0.1:8080", "http://127.0.0.1:8080", true), "");
}

TEST_F(ShopPage, ThePolicyAllowsThatOriginAndNoOther) {
  const auto page = get("/sandbox/shop");
  const auto policy = page.headers.get("Content-Security-Policy");
  EXPECT_TRUE(contains(policy, "default-src 'self'; script-src 'self' http://127.0.0.1:8080; "));
  EXPECT_TRUE(contains(policy, "frame-src 'self' http://127.0.0.1:8080; "));
  EXPECT_FALSE(contains(policy, "unsafe"));
  EXPECT_FALSE(contains(get("/sandbox/").headers.get("Content-Security-Policy"), "script-src"));
}

TEST_F(ShopPage, NamesItsFilesAsTheyAre) {
  const auto page = get("/sandbox/shop").body;
  for (const char* path : {"/sandbox/shop.css", "/sandbox/shop.js"}) {
    const auto at = page.find(std::string(path) + "?v=");
    ASSERT_NE(at, page.npos) << path;
    const auto address = page.substr(at, page.find('"', at) - at);
    const auto file = get(address);
    EXPECT_EQ(file.status, 200) << address;
    EXPECT_FALSE(file.body.empty());
    EXPECT_TRUE(contains(file.headers.get("Cache-Control"), "immutable")) << address;
  }
}

}  // namespace
}  // namespace guichet::sandbox
