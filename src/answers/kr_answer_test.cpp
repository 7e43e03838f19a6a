#include "answers/kr_answer.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/crypto.hpp"
#include "contract/decode.hpp"
#include "contract/json_text.hpp"
#include "payments/instalments.hpp"
#include "payments/testing/payment_world.hpp"

namespace guichet::answers {
namespace {

struct KrAnswerTest : ::testing::Test {
  boost::json::object answer(const std::string& payment, const std::string& transaction) {
    const auto text = world.run(
        load_kr_answer(*world.db, world.book(), world.clock, payment, transaction));
    return boost::json::parse(text).as_object();
  }
  payments::Settled charge(std::string_view card, payments::Payment payment) {
    auto request = world.request(card);
    request.payment = std::move(payment);
    return world.charge(std::move(request));
  }
  payments::Payment form_payment() {
    auto payment = world.request().payment;
    payment.origin = payments::Origin::form;
    payment.attempts_max = 4;
    return payment;
  }
  payments::testing::PaymentWorld world;
};

TEST_F(KrAnswerTest, ItTellsTheStateAtTheTimeItIsMade) {
  const auto payment = form_payment();
  const auto refused = charge(payments::testing::refused_card, payment);
  auto told = answer(payment.id, refused.transaction.uuid);
  EXPECT_EQ(told.at("orderStatus"), "UNPAID");
  EXPECT_EQ(told.at("orderCycle"), "OPEN");
  world.clock.advance_ms(1000);
  const auto accepted = charge(payments::testing::approved_card, payment);
  told = answer(payment.id, refused.transaction.uuid);
  EXPECT_EQ(told.at("orderStatus"), "PAID") << "the order's, not the attempt's";
  EXPECT_EQ(told.at("orderCycle"), "CLOSED");
  ASSERT_EQ(told.at("transactions").as_array().size(), 1u);
  const auto& about = told.at("transactions").as_array()[0].as_object();
  EXPECT_EQ(about.at("uuid").as_string(), refused.transaction.uuid);
  EXPECT_EQ(about.at("status"), "UNPAID");
  told = answer(payment.id, accepted.transaction.uuid);
  EXPECT_EQ(told.at("transactions").as_array()[0].as_object().at("status"), "PAID");
}

// spec/status-machine.md 13: all of them at the end of the payment, later the one that changed.
TEST_F(KrAnswerTest, ARefundOfAnInstalmentIsToldByItself) {
  auto request = world.request(payments::testing::approved_card);
  request.payment.document = R"({"transactionOptions":{"installmentOptions":
      {"firstAmount":400,"count":2,"period":30}}})";
  request.plan = payments::read_plan(contract::Document::restore(request.payment.document));
  const auto first = world.charge(std::move(request)).transaction;
  const auto now = world.book()->business_time(world.clock.now());
  payments::Errands errands(world.now().charges->with());
  world.run(errands.remit(world.book(), first.uuid, {"670222", now}, now));
  world.clock.advance_ms(1);
  const auto credit = world.run(world.now().operations->resolve(
      world.book(), first.uuid, payments::Operation::refund, payments::Resolution::refund_only,
      {}, {}));
  for (const auto rule : {merchants::Rule::web_service, merchants::Rule::back_office}) {
    const auto text = world.run(load_kr_answer(*world.db, world.book(), world.clock,
                                               first.payment_id, credit.uuid, rule));
    const auto told = boost::json::parse(text).as_object();
    ASSERT_EQ(told.at("transactions").as_array().size(), 1u);
    EXPECT_EQ(told.at("transactions").at(0).at("operationType"), "CREDIT");
  }
  EXPECT_EQ(answer(first.payment_id, first.uuid).at("transactions").as_array().size(), 2u)
      << "the end of the payment, sent once more: the instalments without the refund";
}

TEST_F(KrAnswerTest, APaymentThatIsGoneHasNoText) {
  EXPECT_EQ(world.run(load_kr_answer(*world.db, world.book(), world.clock,
                                     std::string(32, 'a'), std::string(32, 'b'))),
            "");
}

// embedded-form.md 7: the page gets the text as it was signed, under the browser key.
TEST_F(KrAnswerTest, TheBrowserAnswerIsSignedOverTheRawText) {
  const auto settled = charge(payments::testing::approved_card, form_payment());
  const auto book = world.book();
  const auto text = world.run(load_kr_answer(*world.db, book, world.clock, settled.payment.id,
                                             settled.transaction.uuid));
  const auto signed_text = write_process_payment_answer(*book, text, world.clock.now());
  const auto process = boost::json::parse(signed_text).as_object();
  EXPECT_EQ(process.at("rawClientAnswer").as_string(), text);
  std::string again;
  contract::append_value(again, process.at("clientAnswer"));
  EXPECT_EQ(again, text);
  EXPECT_EQ(process.at("hash").as_string(),
            hmac_sha256_hex("38453613e7f44dc58732bad3dca2bca3", text));
  EXPECT_EQ(process.at("hashKey"), "sha256_hmac");
  EXPECT_EQ(process.at("_type"), "V4/Charge/ProcessPaymentAnswer");
}

}  // namespace
}  // namespace guichet::answers
