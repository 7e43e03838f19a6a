#include <gtest/gtest.h>

#include "rest/testing/gateway_world.hpp"

namespace guichet::rest {
namespace {

using testing::GatewayWorld;

class AddToGreyListTest : public ::testing::Test {
 protected:
  GatewayWorld::Answer add(std::string members) {
    return world.call("Risk/AddToGreyList", "{" + std::move(members) + "}");
  }
  static const boost::json::object& transaction_of(const GatewayWorld::Answer& payment) {
    return payment.answer().at("transactions").as_array().front().as_object();
  }
  static std::string uuid_of(const GatewayWorld::Answer& payment) {
    return std::string(transaction_of(payment).at("uuid").as_string());
  }
  static std::string controls_of(const GatewayWorld::Answer& payment) {
    const auto& details = transaction_of(payment).at("transactionDetails").as_object();
    std::string text;
    for (const auto& control :
         details.at("fraudManagement").as_object().at("riskControl").as_array()) {
      text += std::string(control.as_object().at("name").as_string()) + "=" +
              std::string(control.as_object().at("result").as_string()) + " ";
    }
    return text;
  }
  GatewayWorld world;
};

TEST_F(AddToGreyListTest, AListedCardIsRefusedBeforeTheAcquirerIsAsked) {
  const auto first = world.pay_by_card();
  EXPECT_EQ(controls_of(first), "");
  const auto added = add(R"("greyListType":"PAYMENT_METHOD","uuid":")" + uuid_of(first) +
                         R"(","reason":"stolen")");
  ASSERT_EQ(added.status, "SUCCESS");
  EXPECT_EQ(added.answer().at("value"), "497010XXXXXX0014");
  EXPECT_EQ(added.answer().at("reason"), "stolen");
  const auto second = world.pay_by_card();
  ASSERT_EQ(second.status, "SUCCESS");
  EXPECT_EQ(transaction_of(second).at("detailedStatus"), "REFUSED");
  EXPECT_EQ(transaction_of(second).at("errorCode"), "PSP_536");
  EXPECT_EQ(controls_of(second), "CARD_FRAUD=ERROR ");
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 1);
  // Another card of the same shop is not concerned, and the transaction keeps what was found.
  EXPECT_EQ(controls_of(world.pay_by_card("4970100000000055")), "");
  EXPECT_EQ(world.stored(uuid_of(second))->details.risk.size(), 1u);
  EXPECT_EQ(world.count("attempts"), 0);
}

TEST_F(AddToGreyListTest, ABinFromATransactionOrByItsDigits) {
  const auto first = world.pay_by_card();
  EXPECT_EQ(add(R"("greyListType":"BIN","uuid":")" + uuid_of(first) + "\"").answer().at("value"),
            "497010");
  EXPECT_EQ(add(R"("greyListType":"BIN","value":"497010")").code, "PSP_205");
  EXPECT_EQ(controls_of(world.pay_by_card("4970100000000055")), "BIN_FRAUD=ERROR ");
}

TEST_F(AddToGreyListTest, AnAddressSeenOrToldByTheMerchant) {
  ASSERT_EQ(add(R"("greyListType":"IP_ADDRESS","value":"2001:DB8::7")").status, "SUCCESS");
  EXPECT_EQ(controls_of(world.pay_by_card()), "");
  const std::string told = R"("customer":{"ipAddress":"2001:db8:0::7"},)";
  EXPECT_EQ(controls_of(world.pay_by_card("4970100000000014", told)), "IP_FRAUD=ERROR ");
  ASSERT_EQ(add(R"("greyListType":"IP_ADDRESS","value":"192.0.2.1")").status, "SUCCESS");
  EXPECT_EQ(controls_of(world.pay_by_card()), "IP_FRAUD=ERROR ");
}

TEST_F(AddToGreyListTest, TheShopDecidesWhatAHitMeans) {
  add(R"("greyListType":"BIN","value":"497010")");
  const auto shop_with = [&](const std::string& mode) {
    std::string toml(merchants::demo_shop_toml);
    const auto at = toml.find("[options]\n");
    ASSERT_NE(at, std::string::npos);
    toml.insert(at + 10, "grey_list = \"" + mode + "\"\n");
    world.apply(toml);
  };
  shop_with("informative");
  const auto marked = world.pay_by_card();
  EXPECT_EQ(controls_of(marked), "BIN_FRAUD=WARNING ");
  EXPECT_EQ(transaction_of(marked).at("detailedStatus"), "AUTHORISED");
  shop_with("off");
  EXPECT_EQ(controls_of(world.pay_by_card()), "");
}

TEST_F(AddToGreyListTest, ABuyerIsRefusedInTheFormAsWell) {
  add(R"("greyListType":"IP_ADDRESS","value":"192.0.2.7")");
  EXPECT_EQ(world.try_to_pay(world.token()), "REFUSED");
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 0);
}

// A process dies between commit A of a blocked payment and its refusal.
TEST_F(AddToGreyListTest, ABlockedPaymentIsRefusedByRecoveryToo) {
  add(R"("greyListType":"IP_ADDRESS","value":"192.0.2.7")");
  // The first commit refuses itself because something is listed: it does nothing to die after.
  world.now().life->end_after("payments.insert_attempt");
  EXPECT_THROW(world.pay(world.token()), payments::testing::Killed);
  world.restart();
  world.run(world.now().recovery->recover(world.book(), true));
  const auto all = world.run(payments::load_page(*world.db, world.book()->id, "", 10));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all.front().details.refused.code, "PSP_536");
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 0);
}

TEST_F(AddToGreyListTest, OneSourceThatFitsTheList) {
  const std::string uuid = uuid_of(world.pay_by_card());
  const std::string by_uuid = R"("uuid":")" + uuid + "\"";
  EXPECT_EQ(add(R"("value":"497010")").code, "INT_204");
  EXPECT_EQ(add(R"("greyListType":"CARD","value":"497010")").code, "INT_204");
  for (const std::string& wrong :
       {std::string(R"("greyListType":"BIN")"),
        R"("greyListType":"BIN","value":"497010",)" + by_uuid,
        std::string(R"("greyListType":"PAYMENT_METHOD","value":"497010")"),
        R"("greyListType":"IP_ADDRESS",)" + by_uuid,
        R"("greyListType":"BIN","paymentMethodToken":"t",)" + by_uuid}) {
    EXPECT_EQ(add(wrong).code, "INT_205") << wrong;
  }
  EXPECT_EQ(add(R"("greyListType":"BIN","value":"4970")").code, "PSP_203");
  EXPECT_EQ(add(R"("greyListType":"IP_ADDRESS","value":"host")").code, "PSP_203");
  EXPECT_EQ(add(R"("greyListType":"BIN","paymentMethodToken":"t")").code, "PSP_030");
  EXPECT_EQ(add(R"("greyListType":"BIN","uuid":"0123456789abcdef0123456789abcdef")").code,
            "PSP_010");
  EXPECT_EQ(world.count("grey_list"), 0);
}

}  // namespace
}  // namespace guichet::rest
