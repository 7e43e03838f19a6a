#include "checkout/links.hpp"

#include <gtest/gtest.h>

#include <set>

#include "checkout/testing/checkout_world.hpp"

namespace guichet::checkout {
namespace {

using testing::CheckoutWorld;
using D = payments::DetailedStatus;

class LinksTest : public ::testing::Test {
 protected:
  Link link(std::int64_t seconds = 3600) {
    return world.run(world.checkout().create_link(world.book(), world.form_payment(), "CARD",
                                                  seconds));
  }
  payments::Transaction stored(const Link& of) { return *world.stored(of.uuid); }
  /// The events of a link's transaction.
  std::string history(const Link& of) {
    const std::string text =
        "SELECT event FROM history WHERE entity = '" + of.uuid + "' ORDER BY version";
    std::string events;
    for (const auto& row : world.query(text.c_str())) {
      events += (events.empty() ? "" : " ") + row.text(0);
    }
    return events;
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

TEST_F(LinksTest, ItsTransactionWaitsFromTheBeginning) {
  const Link made = link();
  const auto waiting = stored(made);
  EXPECT_EQ(waiting.status, D::waiting_for_payment);
  EXPECT_EQ(waiting.amount, made.amount);
  EXPECT_EQ(history(made), "payment_awaited");
  const auto payment = world.run(payments::load_payment(*world.db, made.book_id, made.payment_id));
  EXPECT_EQ(payment->legacy_trans_id.size(), 6u);
  const auto state = payments::order_state(*payment, {&waiting, 1}, true);
  EXPECT_EQ(state.status, payments::Status::running);
  EXPECT_TRUE(state.closed);
}

TEST_F(LinksTest, ItBecomesTheTransactionItNamed) {
  const Link made = link();
  world.clock.advance_ms(60'000);
  const auto settled = world.pay(made.token);
  EXPECT_EQ(settled.transaction.uuid, made.uuid);
  EXPECT_EQ(settled.transaction.status, D::authorised);
  EXPECT_EQ(history(made), "payment_awaited asked_authorise partner_answered");
  const auto kept = stored(made);
  EXPECT_EQ(kept.status, D::authorised);
  EXPECT_EQ(kept.version, settled.transaction.version);
  EXPECT_EQ(kept.created_at, made.created_at);
  EXPECT_EQ(settled.transaction.created_at, made.created_at);
  EXPECT_EQ(world.try_to_pay(made.token), "INT_903");
  EXPECT_EQ(world.differences(), std::vector<std::string>{});
  world.pass_evening();
  EXPECT_EQ(stored(made).status, D::captured);
}

TEST_F(LinksTest, ItMayBePaidAsLongAsItSaysAndNotAfter) {
  const Link made = link(3600);
  world.clock.advance_ms(3'599'000);  // far beyond the 15 minutes of an ordinary session
  EXPECT_EQ(world.try_to_open(made.token), "opened");
  world.clock.advance_ms(1'000);
  EXPECT_EQ(world.try_to_pay(made.token), "PSP_108");
}

TEST_F(LinksTest, ItExpiresAtItsTime) {
  const Link opened = link(), unseen = link();
  EXPECT_EQ(world.try_to_open(opened.token), "opened");
  world.move_clock(opened.expires_at.plus_ms(-1));
  EXPECT_EQ(stored(opened).status, D::waiting_for_payment);
  world.move_clock(opened.expires_at);
  for (const Link& one : {opened, unseen}) {
    EXPECT_EQ(stored(one).status, D::expired);
    EXPECT_EQ(history(one), "payment_awaited partner_silent");
    EXPECT_EQ(world.try_to_pay(one.token), "PSP_108");
  }
  EXPECT_EQ(world.count("outbox"), 0) << "an expiry is told by the rule \"batch change\"";
}

TEST_F(LinksTest, TheBuyerMayGiveItUp) {
  const Link opened = link(), unseen = link();
  EXPECT_EQ(world.try_to_open(opened.token), "opened");
  for (const Link& one : {opened, unseen}) {
    EXPECT_TRUE(world.run(world.checkout().abandon_link(world.book(), one)));
    EXPECT_FALSE(world.run(world.checkout().abandon_link(world.book(), one)));
    EXPECT_EQ(stored(one).status, D::cancelled);
    EXPECT_EQ(history(one), "payment_awaited partner_abandoned");
    EXPECT_EQ(world.try_to_open(one.token), "INT_903");
    EXPECT_EQ(world.try_to_pay(one.token), "INT_903");
  }
  const Link paid = link();
  world.pay(paid.token);
  EXPECT_FALSE(world.run(world.checkout().abandon_link(world.book(), paid)));
  EXPECT_EQ(stored(paid).status, D::authorised);
}

TEST_F(LinksTest, ItsPriceStands) {
  const Link made = link();
  try {
    world.run(world.checkout().update_amount(world.book(), made.token, 1, "497010"));
    FAIL() << "the price of a link was changed";
  } catch (const contract::Refusal& refusal) {
    EXPECT_EQ(refusal.code, "INT_051");
  }
  EXPECT_EQ(stored(made).amount, made.amount);
}

// While the acquirer thinks the transaction is the buyer's, even beyond its time.
TEST_F(LinksTest, NothingComesBetweenABuyerAndTheAcquirer) {
  const Link made = link(900);
  world.bank->faults().add(acquiring::Operation::authorise,
                           {acquiring::Fault::Kind::slow, std::chrono::seconds(3)});
  std::optional<std::string> paid;
  const auto buyer = [this, &made, &paid]() -> Task<> {
    auto card = world.card();
    auto book = world.book();
    const auto settled = co_await world.checkout().pay(book, made.token, std::move(card));
    paid = std::string(name_of(settled.transaction.status));
  };
  spawn(world.scheduler, "buyer", buyer());
  world.scheduler.run_for(std::chrono::seconds(1));
  EXPECT_TRUE(stored(made).pending);
  EXPECT_FALSE(world.run(world.checkout().abandon_link(world.book(), made)));
  EXPECT_EQ(world.try_to_pay(made.token), "PSP_113");
  world.move_clock(made.expires_at);
  world.scheduler.run_for(std::chrono::seconds(10));
  EXPECT_EQ(paid, "AUTHORISED");
  EXPECT_EQ(stored(made).status, D::authorised);
  world.run_agenda(30);
  EXPECT_EQ(stored(made).status, D::authorised);
  EXPECT_EQ(world.differences(), std::vector<std::string>{});
}

TEST_F(LinksTest, ADeathAtEveryStepOfPayingLeavesOnePayment) {
  struct Death {
    bool after;
    const char* act;
  };
  for (const Death death :
       {Death{false, "payments.insert_attempt"}, Death{true, "payments.insert_attempt"},
        Death{false, "authorise"}, Death{true, "authorise"},
        Death{false, "payments.delete_attempt"}, Death{true, "payments.delete_attempt"}}) {
    SCOPED_TRACE(std::string(death.after ? "after " : "before ") + death.act);
    const Link made = link();
    auto& life = *world.now().life;
    death.after ? life.end_after(death.act) : life.end_before(death.act);
    EXPECT_THROW(world.pay(made.token), payments::testing::Killed);
    world.restart();
    world.run(world.now().recovery->recover(world.book(), true));
    const bool begun = death.after || std::string(death.act) != "payments.insert_attempt";
    EXPECT_EQ(stored(made).status, begun ? D::authorised : D::waiting_for_payment);
    EXPECT_FALSE(stored(made).pending);
    if (!begun) world.pay(made.token);
    EXPECT_EQ(stored(made).status, D::authorised);
    EXPECT_EQ(world.differences(), std::vector<std::string>{});
  }
  EXPECT_EQ(world.count("attempts"), 0);
}

// What a voucher leaves to be paid would need another transaction than the one that is followed.
TEST_F(LinksTest, AVoucherThatCoversAPartOnlyIsRefusedAndGivenBack) {
  const Link made = world.run(world.checkout().create_link(
      world.book(), world.form_payment(99'900), "CARD", 3600));
  EXPECT_EQ(world.try_to_pay(made.token, payments::testing::meal_voucher), "REFUSED");
  EXPECT_EQ(stored(made).details.refused.code, "PSP_114");
  EXPECT_EQ(stored(made).amount, made.amount);
  world.run_agenda(10);
  EXPECT_EQ(world.count("attempts"), 0);
  EXPECT_EQ(world.differences(), std::vector<std::string>{});
}

// The acquirer stays silent: the buyer is told of a refusal, and what may be held is given back.
TEST_F(LinksTest, SilenceIsARefusalThatGivesBack) {
  const Link made = link();
  world.bank->faults().add(acquiring::Operation::authorise,
                           {acquiring::Fault::Kind::lost, std::chrono::seconds(0)});
  EXPECT_EQ(world.try_to_pay(made.token), "REFUSED");
  EXPECT_EQ(stored(made).details.refused.code, "PSP_677");
  world.run_agenda(30);
  EXPECT_EQ(world.count("attempts"), 0);
  EXPECT_EQ(world.differences(), std::vector<std::string>{});
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
