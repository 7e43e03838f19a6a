#include "checkout/form_token.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "checkout/testing/checkout_world.hpp"

namespace guichet::checkout {
namespace {

using testing::CheckoutWorld;

struct FormTokenTest : ::testing::Test {
  std::string open(const std::string& token, merchants::BookPtr as = {}) {
    auto opened = world.run(open_token(*world.now().keys, as ? as : world.book(), token));
    if (opened) return *opened;
    if (opened.reason() == TokenFault::foreign) return "foreign";
    return opened.reason() == TokenFault::unknown ? "unknown" : "ill-formed";
  }
  CheckoutWorld world;
  std::string token = seal_token(*world.now().keys, *world.book(), "the context", "display");
  std::size_t sealed_end = 7 + std::stoul(token.substr(2, 5));
};

TEST_F(FormTokenTest, WhatWasSealedIsOpened) {
  EXPECT_EQ(open(token), "the context");
  EXPECT_TRUE(token.starts_with("01"));
  EXPECT_EQ(from_base64url(token.substr(sealed_end)), "display");
  for (const char c : token) {
    EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_') << c;
  }
}

TEST_F(FormTokenTest, NoSealedByteMayDiffer) {
  for (std::size_t at = 0; at < sealed_end; ++at) {
    for (const char other : {'A', '1', 'z', '_', '!'}) {
      if (token[at] == other) continue;
      std::string changed = token;
      changed[at] = other;
      const auto outcome = open(changed);
      EXPECT_TRUE(outcome == "unknown" || outcome == "ill-formed") << at << " " << outcome;
    }
  }
}

TEST_F(FormTokenTest, TheDisplayedPartIsNeverTrusted) {
  const std::string other = token.substr(0, sealed_end) + to_base64url("another display");
  EXPECT_EQ(open(other), "the context");
}

TEST_F(FormTokenTest, WhatIsNoTokenIsIllFormed) {
  for (const auto& text : {std::string(), std::string("01"), std::string("0100000"),
                                 std::string("02") + token.substr(2), token.substr(0, 20),
                                 std::string("0199999") + token.substr(7),
                                 std::string("01-0001A"), token + "!", std::string(70'000, '0')}) {
    const auto outcome = open(text);
    EXPECT_TRUE(outcome == "ill-formed" || outcome == "unknown") << text.substr(0, 30);
  }
}

TEST_F(FormTokenTest, ATokenIsOfItsBookAndMode) {
  const auto production = world.now().directory->find("69876357", vault::Mode::production);
  ASSERT_TRUE(production);
  EXPECT_EQ(open(token, production), "unknown") << "the other mode's keys";
  world.apply("id = \"12345678\"");
  const auto other = world.now().directory->find("12345678", vault::Mode::test);
  EXPECT_EQ(open(token, other), "foreign") << "another shop's token is known as such";
}

TEST_F(FormTokenTest, TokensOutliveARotationOfTheirKey) {
  world.run(world.now().keys->rotate(vault::Purpose::token_seal, vault::Mode::test));
  EXPECT_EQ(open(token), "the context");
}

}  // namespace
}  // namespace guichet::checkout
