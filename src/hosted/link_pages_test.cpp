#include "hosted/link_pages.hpp"

#include <gtest/gtest.h>

#include "checkout/testing/checkout_world.hpp"

namespace guichet::hosted {
namespace {

class LinkPagesTest : public ::testing::Test {
 protected:
  LinkPagesTest() {
    auto payment = world.form_payment();
    payment.document = R"({"amount":990,"description":"<b>Two tickets</b>"})";
    link = world.run(world.checkout().create_link(world.book(), std::move(payment), "CARD", 900));
  }
  http::Response get(std::string path, std::string method = "GET", std::string query = {}) {
    http::Request request{.method = std::move(method), .path = std::move(path),
                          .query = std::move(query)};
    return world.run(pages.handle(request));
  }
  http::Response page() { return get("/t/" + link->code); }
  static bool holds(const http::Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
  }

  checkout::testing::CheckoutWorld world;
  LinkPages pages{*world.now().directory, world.checkout(), *world.db, world.clock,
                  "https://pay.example"};
  std::optional<checkout::Link> link;
};

TEST_F(LinkPagesTest, AWaitingLinkShowsTheForm) {
  const auto response = page();
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(holds(response, "kr-form-token=\"" + link->token + "\""));
  EXPECT_TRUE(holds(response, "kr-post-url-success=\"/t/" + link->code + "\""));
  EXPECT_TRUE(holds(response, "9.90 EUR"));
  EXPECT_TRUE(holds(response, "&lt;b&gt;Two tickets&lt;/b&gt;"));
  EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
}

TEST_F(LinkPagesTest, AfterThatItSaysWhatBecameOfIt) {
  world.pay(link->token);
  EXPECT_TRUE(holds(page(), "Paid."));
  EXPECT_FALSE(holds(page(), "kr-form-token"));
  // A browser that posts what it likes changes nothing and is sent to the page.
  const auto back = get("/t/" + link->code, "POST");
  EXPECT_EQ(back.status, 303);
  EXPECT_EQ(back.headers.get("Location"), "/t/" + link->code);
}

TEST_F(LinkPagesTest, ARefusedOneSaysSo) {
  EXPECT_EQ(world.try_to_pay(link->token, payments::testing::refused_card), "REFUSED");
  EXPECT_TRUE(holds(page(), "refused"));
  EXPECT_FALSE(holds(page(), "kr-form-token"));
}

TEST_F(LinkPagesTest, AnExpiredOneTakesNoMoney) {
  world.clock.advance_ms(900'000);
  EXPECT_TRUE(holds(page(), "over its time"));
  EXPECT_FALSE(holds(page(), "kr-form-token"));
}

TEST_F(LinkPagesTest, AGivenUpOneTakesNoMoney) {
  EXPECT_TRUE(holds(page(), "action=\"/t/" + link->code + "/cancel\""));
  EXPECT_EQ(get("/t/" + link->code + "/cancel").status, 404) << "looking changes nothing";
  EXPECT_TRUE(holds(page(), "kr-form-token"));
  const auto back = get("/t/" + link->code + "/cancel", "POST");
  EXPECT_EQ(back.status, 303);
  EXPECT_EQ(back.headers.get("Location"), "/t/" + link->code);
  EXPECT_TRUE(holds(page(), "was cancelled"));
  EXPECT_FALSE(holds(page(), "kr-form-token"));
}

TEST_F(LinkPagesTest, GivingUpAfterPayingChangesNothing) {
  world.pay(link->token);
  EXPECT_EQ(get("/t/" + link->code + "/cancel", "POST").status, 303);
  EXPECT_TRUE(holds(page(), "Paid."));
}

TEST_F(LinkPagesTest, UnknownAddressesAreNotFound) {
  for (const char* path : {"/t/", "/t/abc", "/t/aaaaaaaaaaaaaaaaaaaaaaaaaa", "/t/<script>"}) {
    EXPECT_EQ(get(path).status, 404) << path;
  }
  EXPECT_EQ(get("/t/" + link->code + "/other").status, 404);
}

TEST_F(LinkPagesTest, OtherMethodsAreRefused) {
  for (const char* method : {"PUT", "DELETE", "PATCH", "OPTIONS"}) {
    const auto response = get("/t/" + link->code, method);
    EXPECT_EQ(response.status, 405) << method;
    EXPECT_EQ(response.headers.get("Allow"), "GET, HEAD, POST");
  }
}

TEST_F(LinkPagesTest, ThePicturesAreServed) {
  const auto png = get("/t/" + link->code + "/qr.png", "GET", "size=S");
  EXPECT_EQ(png.content_type, "image/png");
  EXPECT_LT(png.body.size(), get("/t/" + link->code + "/qr.png", "GET", "size=L").body.size());
  EXPECT_EQ(get("/t/" + link->code + "/qr.svg").content_type, "image/svg+xml");
}

}  // namespace
}  // namespace guichet::hosted
