#include "checkout/links.hpp"

#include <gtest/gtest.h>

#include <set>

#include "checkout/testing/checkout_world.hpp"

namespace guichet::checkout {
namespace {

using testing::CheckoutWorld;

class LinksTest : public ::testing::Test {
 protected:
  Link link(std::int64_t seconds = 3600) {
    return world.run(world.checkout().create_link(world.book(), world.form_payment(), "CARD",
                                                  seconds));
  }
  CheckoutWorld world;
};

TEST_F(LinksTest, CodesAre26LettersAndDigitsThatDoNotRepeat) {
  std::set<std::string> codes;
  for (int n = 0; n < 1000; ++n) {
    const auto code = make_link_code(world.random);
    EXPECT_TRUE(is_link_code(code)) << code;
    codes.insert(code);
  }
  EXPECT_EQ(codes.size(), 1000u);
  for (const char* wrong : {"", "abc", "abcdefghijklmnopqrstuvwxy1", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                            "abcdefghijklmnopqrstuvwxyz2"}) {
    EXPECT_FALSE(is_link_code(wrong)) << wrong;
  }
}

TEST_F(LinksTest, ALinkIsFoundByItsCodeAndByItsTransaction) {
  const Link made = link();
  const auto by_code = world.run(find_link(*world.db, made.code));
  ASSERT_TRUE(by_code);
  EXPECT_EQ(by_code->uuid, made.uuid);
  EXPECT_EQ(by_code->token, made.token);
  EXPECT_EQ(by_code->amount, made.amount);
  EXPECT_TRUE(world.run(load_link(*world.db, world.book()->id, made.uuid)));
  EXPECT_FALSE(world.run(load_link(*world.db, world.book()->id + 1, made.uuid)));
  EXPECT_FALSE(world.run(find_link(*world.db, make_link_code(world.random))));
}

TEST_F(LinksTest, ItWaitsUntilItIsPaidAndBecomesTheTransactionItNamed) {
  const Link made = link();
  const auto now = world.book()->business_time(world.clock.now());
  EXPECT_EQ(waiting_transaction(made, now).status, payments::DetailedStatus::waiting_for_payment);
  const auto settled = world.pay(made.token);
  EXPECT_EQ(settled.transaction.uuid, made.uuid);
  EXPECT_EQ(settled.transaction.status, payments::DetailedStatus::authorised);
  EXPECT_EQ(world.try_to_pay(made.token), "INT_903");
}

TEST_F(LinksTest, ItMayBePaidAsLongAsItSaysAndNotAfter) {
  const Link made = link(3600);
  world.clock.advance_ms(3'599'000);  // far beyond the 15 minutes of an ordinary session
  EXPECT_EQ(world.try_to_open(made.token), "opened");
  world.clock.advance_ms(1'000);
  EXPECT_EQ(world.try_to_pay(made.token), "PSP_108");
  const auto now = world.book()->business_time(world.clock.now());
  EXPECT_EQ(waiting_transaction(made, now).status, payments::DetailedStatus::expired);
}

TEST_F(LinksTest, LinksThatAreOverAreForgotten) {
  const Link early = link(900), late = link(3600);
  const auto until = early.expires_at.plus_seconds(1);
  const auto book_id = world.book()->id;
  EXPECT_EQ(world.run(forget_links(*world.db, book_id, until, 10)), 1);
  EXPECT_EQ(world.run(forget_links(*world.db, book_id, until, 10)), 0);
  EXPECT_FALSE(world.run(find_link(*world.db, early.code)));
  EXPECT_TRUE(world.run(find_link(*world.db, late.code)));
}

TEST_F(LinksTest, ARefusalEndsIt) {
  const Link made = link();
  EXPECT_EQ(world.try_to_pay(made.token, payments::testing::refused_card), "REFUSED");
  EXPECT_EQ(world.try_to_pay(made.token), "INT_903");
  EXPECT_EQ(world.stored(made.uuid)->status, payments::DetailedStatus::refused);
}

}  // namespace
}  // namespace guichet::checkout
