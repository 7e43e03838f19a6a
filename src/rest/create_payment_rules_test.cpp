#include "rest/create_payment_rules.hpp"

#include <gtest/gtest.h>

#include "rest/charge_create_payment_shape.hpp"

namespace guichet::rest {
namespace {

using contract::Refusal;

/// The code of decoding and rules together for `{"amount":990,"currency":"EUR",members}`.
std::string code_of(std::string_view members, std::string_view amount = "990") {
  const std::string body = R"({"currency":"EUR","amount":)" + std::string(amount) +
                           (members.empty() ? "" : ",") + std::string(members) + "}";
  try {
    check_create_payment(contract::decode_body(body, charge_create_payment_shape));
    return "fine";
  } catch (const Refusal& refusal) {
    return refusal.code;
  }
}

/// The first number of 16 digits after `start` that passes the Luhn check.
std::string card_number() {
  std::string digits = "4929000000000000";
  while (!Pan::parse(digits)->passes_luhn()) ++digits.back();
  return digits;
}

std::string with_card(std::string_view more) {
  return R"("paymentForms":[{"paymentMethodType":"CARD","pan":")" + card_number() +
         R"(","expiryMonth":"08","expiryYear":"31","securityCode":"904")" + std::string(more) +
         "}]";
}

TEST(CreatePaymentRules, lets_plain_payments_through) {
  EXPECT_EQ(code_of(""), "fine");
  EXPECT_EQ(code_of(R"("formAction":"PAYMENT","strongAuthentication":"AUTO")"), "fine");
  EXPECT_EQ(code_of(R"("strongAuthentication":"DISABLED")"), "fine");
  EXPECT_EQ(code_of(R"("strongAuthentication":"NO_CHALLENGE_REQUESTED")"), "fine");
  EXPECT_EQ(code_of(R"("formAction":null,"paymentMethodToken":null)"), "fine");
  EXPECT_EQ(code_of(with_card("")), "fine");
}

TEST(CreatePaymentRules, registering_needs_an_email) {
  for (const char* action : {"REGISTER", "REGISTER_PAY", "ASK_REGISTER_PAY", "REGISTER_UPDATE",
                             "REGISTER_UPDATE_PAY"}) {
    EXPECT_EQ(code_of(R"("formAction":")" + std::string(action) + '"'), "INT_811") << action;
  }
}

TEST(CreatePaymentRules, updating_needs_a_token) {
  const std::string customer = R"(,"customer":{"email":"a@b.example"})";
  EXPECT_EQ(code_of(R"("formAction":"REGISTER_UPDATE_PAY")" + customer), "INT_812");
  EXPECT_EQ(code_of(R"("formAction":"REGISTER_UPDATE")" + customer, "0"), "INT_812");
}

TEST(CreatePaymentRules, a_wallet_needs_a_reference) {
  EXPECT_EQ(code_of(R"("formAction":"CUSTOMER_WALLET")"), "INT_917");
}

TEST(CreatePaymentRules, a_silent_payment_needs_a_token) {
  EXPECT_EQ(code_of(R"("formAction":"SILENT")"), "INT_030");
}

TEST(CreatePaymentRules, installments_are_simple_or_advanced) {
  const std::string schedule =
      R"("schedules":[{"date":"2026-12-01T00:00:00Z","amount":990}])";
  for (const char* simple : {R"("count":3)", R"("period":30)", R"("firstAmount":5)"}) {
    EXPECT_EQ(code_of(R"("transactionOptions":{"installmentOptions":{)" + std::string(simple) +
                      "," + schedule + "}}"), "INT_945");
    EXPECT_EQ(code_of(R"("transactionOptions":{"cardOptions":{"installmentOptions":{)" +
                      std::string(simple) + "," + schedule + "}}}"), "INT_945");
  }
}

/// The code of a plan, in the place that the specification names.
std::string code_of_plan(const std::string& members) {
  return code_of(R"("transactionOptions":{"installmentOptions":{)" + members + "}}");
}

TEST(CreatePaymentRules, the_first_installment_is_less_than_the_amount) {
  const std::string rest = R"(,"count":2,"period":30)";
  EXPECT_EQ(code_of_plan(R"("firstAmount":990)" + rest), "INT_928");
  EXPECT_EQ(code_of_plan(R"("firstAmount":989)" + rest), "fine");
  EXPECT_EQ(code_of_plan(R"("firstAmount":0)" + rest), "INT_928");
  EXPECT_EQ(code_of_plan(R"("firstAmount":-1)" + rest), "INT_928");
  EXPECT_EQ(code_of_plan(R"("firstAmount":"x")" + rest), "INT_928");
  EXPECT_EQ(code_of_plan(R"("firstAmount":989,"count":3,"period":30)"), "PSP_549");
}

TEST(CreatePaymentRules, a_simple_plan_is_whole) {
  EXPECT_EQ(code_of_plan(R"("count":3,"period":30)"), "INT_928");
  EXPECT_EQ(code_of_plan(R"("firstAmount":90,"period":30)"), "INT_929");
  EXPECT_EQ(code_of_plan(R"("firstAmount":90,"count":1,"period":30)"), "INT_929");
  EXPECT_EQ(code_of_plan(R"("firstAmount":90,"count":100,"period":1)"), "INT_929");
  EXPECT_EQ(code_of_plan(R"("firstAmount":90,"count":3)"), "INT_930");
  EXPECT_EQ(code_of_plan(R"("firstAmount":90,"count":3,"period":0)"), "INT_930");
  EXPECT_EQ(code_of_plan(R"("firstAmount":90,"count":3,"period":30)"), "fine");
  EXPECT_EQ(code_of_plan(""), "fine");
}

TEST(CreatePaymentRules, a_plan_stands_in_one_place) {
  const std::string plan = R"("installmentOptions":{"firstAmount":90,"count":3,"period":30})";
  EXPECT_EQ(code_of(R"("transactionOptions":{"cardOptions":{)" + plan + "}}"), "fine");
  EXPECT_EQ(code_of(R"("transactionOptions":{"cardOptions":{)" + plan + "}," + plan + "}"),
            "INT_945");
}

TEST(CreatePaymentRules, a_schedule_sums_up_to_the_amount) {
  const auto schedule = [](const char* amount) {
    return R"("transactionOptions":{"installmentOptions":{"schedules":[)"
           R"({"date":"2026-12-01T00:00:00Z","amount":500},)"
           R"({"date":"2027-01-01T00:00:00Z","amount":)" + std::string(amount) + "}]}}";
  };
  EXPECT_EQ(code_of(schedule("489")), "PSP_549");
  EXPECT_EQ(code_of(schedule("490")), "fine");
  EXPECT_EQ(code_of_plan(R"("schedules":[])"), "fine") << "an empty list is none";
  EXPECT_EQ(code_of_plan(R"("schedules":"monthly")"), "INT_931");
  EXPECT_EQ(code_of_plan(R"("schedules":[{"amount":990}])"), "INT_932");
  EXPECT_EQ(code_of_plan(R"("schedules":[{"date":"tomorrow","amount":990}])"), "INT_932");
  EXPECT_EQ(code_of_plan(R"("schedules":[{"date":"2026-12-01T00:00:00Z"}])"), "INT_933");
  EXPECT_EQ(code_of_plan(R"("schedules":[{"date":"2026-12-01T00:00:00Z","amount":0}])"),
            "INT_933");
}

TEST(CreatePaymentRules, a_plan_ends_within_twelve_months) {
  const auto at = [](const std::string& options, int shop_delay) -> std::string {
    const std::string body = R"({"currency":"EUR","amount":990,"transactionOptions":{)" + options +
                             R"("installmentOptions":{"firstAmount":90,"count":2,"period":300}}})";
    merchants::Shop shop;
    shop.capture_delay_days = shop_delay;
    try {
      check_plan_dates(contract::decode_body(body, charge_create_payment_shape),
                       *parse_date_time("2026-11-25T12:00:00Z"), shop);
      return "fine";
    } catch (const Refusal& refusal) {
      return refusal.code;
    }
  };
  EXPECT_EQ(at("", 65), "fine");
  EXPECT_EQ(at("", 66), "PSP_549");
  EXPECT_EQ(at(R"("cardOptions":{"captureDelay":65},)", 66), "fine");
  EXPECT_EQ(at(R"("cardOptions":{"captureDelay":66},)", 0), "PSP_549");
}

TEST(CreatePaymentRules, taxes_are_part_of_the_amount_and_said_once) {
  EXPECT_EQ(code_of(R"("taxAmount":991)"), "INT_868");
  EXPECT_EQ(code_of(R"("taxAmount":990)"), "fine");
  const std::string cart = R"("customer":{"shoppingCart":{"taxAmount":100}})";
  EXPECT_EQ(code_of(R"("taxAmount":99,)" + cart), "INT_813");
  EXPECT_EQ(code_of(R"("taxAmount":100,)" + cart), "fine");
  EXPECT_EQ(code_of(cart), "fine");
}

TEST(CreatePaymentRules, a_payment_has_an_amount_and_a_registration_has_none) {
  EXPECT_EQ(code_of("", "0"), "PSP_1024");
  EXPECT_EQ(code_of(R"("formAction":"REGISTER","customer":{"email":"a@b.example"})"), "PSP_1023");
}

TEST(CreatePaymentRules, identity_documents_have_number_and_type) {
  EXPECT_EQ(code_of(with_card(R"(,"identityDocumentType":"CPF")")), "PSP_665");
  EXPECT_EQ(code_of(with_card(R"(,"identityDocumentNumber":"12345678909")")), "PSP_666");
  EXPECT_EQ(code_of(with_card(
                R"(,"identityDocumentType":"CPF","identityDocumentNumber":"12345678909")")),
            "fine");
}

TEST(CreatePaymentRules, what_vouchers_may_pay_is_said_for_a_card_only) {
  const auto eligible = [](const std::string& value) {
    return R"("acquirerTransientData":{"CONECS":{"eligibleAmount":)" + value + "}},";
  };
  EXPECT_EQ(code_of(eligible(R"("500")") + with_card("")), "fine");
  EXPECT_EQ(code_of(eligible("500") + with_card("")), "fine");
  EXPECT_EQ(code_of(eligible("150") + with_card("")), "fine");
  EXPECT_EQ(code_of(eligible("149") + with_card("")), "PSP_057");
  EXPECT_EQ(code_of(eligible("990") + with_card("")), "fine");
  EXPECT_EQ(code_of(eligible(R"("991")") + with_card("")), "PSP_086");
  EXPECT_EQ(code_of(eligible("-1") + with_card("")), "PSP_085");
  EXPECT_EQ(code_of(eligible(R"("5.00")") + with_card("")), "PSP_057");
  EXPECT_EQ(code_of(eligible(R"("")") + with_card("")), "PSP_057");
  EXPECT_EQ(code_of(eligible("500") + R"("orderId":"O")"), "INT_865");
  EXPECT_EQ(code_of(R"("acquirerTransientData":"{\"CONECS\":{\"eligibleAmount\":\"9\"}}",)" +
                    with_card("")),
            "PSP_057");
  EXPECT_EQ(code_of(R"("acquirerTransientData":{"OTHER":{"x":1}})"), "fine");
  EXPECT_EQ(code_of(R"("acquirerTransientData":{"CONECS":{}},)" + with_card("")), "PSP_087");
  EXPECT_EQ(code_of(R"("acquirerTransientData":{"CONECS":{}})"), "PSP_087");
}

TEST(CreatePaymentRules, sub_merchants_have_a_name_and_a_category_of_four_digits) {
  EXPECT_EQ(code_of(R"("subMerchantDetails":{"mcc":"5999"})"), "INT_902");
  EXPECT_EQ(code_of(R"("subMerchantDetails":{"name":"N","mcc":"599"})"), "PSP_237");
  EXPECT_EQ(code_of(R"("subMerchantDetails":{"name":"N","mcc":5999})"), "fine");
}

TEST(CreatePaymentRules, card_data_are_complete) {
  const auto form = [](const std::string& members) {
    return R"("paymentForms":[{"paymentMethodType":"CARD")" + members + "}]";
  };
  const std::string pan = R"(,"pan":")" + card_number() + '"';
  EXPECT_EQ(code_of(form("")), "INT_040");
  EXPECT_EQ(code_of(form(pan)), "INT_041");
  EXPECT_EQ(code_of(form(pan + R"(,"expiryMonth":1)")), "INT_042");
  EXPECT_EQ(code_of(form(pan + R"(,"expiryMonth":1,"expiryYear":203)")), "INT_042");
  EXPECT_EQ(code_of(form(pan + R"(,"expiryMonth":13,"expiryYear":31)")), "INT_041");
  EXPECT_EQ(code_of(form(pan + R"(,"expiryMonth":1,"expiryYear":2031)")), "fine");
}

TEST(CreatePaymentRules, options_that_are_not_available_have_their_own_codes) {
  const std::string customer = R"(,"customer":{"email":"a@b.example","reference":"R"})";
  EXPECT_EQ(code_of(R"("formAction":"REGISTER_PAY")" + customer), "PSP_107");
  EXPECT_EQ(code_of(R"("formAction":"ASK_REGISTER_PAY")" + customer), "PSP_107");
  EXPECT_EQ(code_of(R"("formAction":"REGISTER")" + customer, "0"), "PSP_107");
  EXPECT_EQ(code_of(R"("formAction":"REGISTER_UPDATE_PAY","paymentMethodToken":"t")" + customer),
            "PSP_107");
  EXPECT_EQ(code_of(R"("formAction":"CUSTOMER_WALLET")" + customer), "INT_916");
  EXPECT_EQ(code_of(R"("formAction":"NOTHING")" + customer), "INT_875");
  for (const char* preference : {"ENABLED", "CHALLENGE_REQUESTED", "CHALLENGE_MANDATE"}) {
    const std::string member = R"("strongAuthentication":")" + std::string(preference) + '"';
    EXPECT_EQ(code_of(member), "AUTH_103");
    EXPECT_EQ(code_of(with_card("," + member)), "AUTH_103");
  }
  EXPECT_EQ(code_of(R"("strongAuthentication":"MAYBE")"), "INT_050");
  EXPECT_EQ(code_of(R"("overridePaymentCinematic":"IMMEDIATE_CAPTURE")"), "PSP_672");
  EXPECT_EQ(code_of(with_card(R"(,"overridePaymentCinematic":"IMMEDIATE_CAPTURE")")), "PSP_672");
  EXPECT_EQ(code_of(R"("overridePaymentCinematic":"DELAYED_CAPTURE")"), "fine");
  EXPECT_EQ(code_of(R"("allowDCFAmountUpdate":true)"), "fine");
  EXPECT_EQ(code_of(R"("allowDCFAmountUpdate":false)"), "fine");
  EXPECT_EQ(code_of(R"("payload":{"type":"APPLE_PAY"})"), "INT_793");
  EXPECT_EQ(code_of(R"("authenticationDetails":{"status":"SUCCESS"})"), "AUTH_103");
  EXPECT_EQ(code_of(R"("instructionResult":"x")"), "INT_824");
  EXPECT_EQ(code_of(with_card(R"(,"track1":"x")")), "INT_866");
  EXPECT_EQ(code_of(with_card(R"(,"track2":"x")")), "INT_867");
  EXPECT_EQ(code_of(with_card(R"(,"networkTokenCryptogram":"x")")), "PSP_1085");
}

TEST(CreatePaymentRules, no_token_exists_yet) {
  EXPECT_EQ(code_of(R"("paymentMethodToken":"8d1f0c9e")"), "PSP_030");
  EXPECT_EQ(code_of(R"("formAction":"SILENT","paymentMethodToken":"8d1f0c9e")"), "PSP_030");
  EXPECT_EQ(code_of(
                R"("paymentForms":[{"paymentMethodType":"CARD","paymentMethodToken":"8d1f"}])"),
            "PSP_030");
}

TEST(CreatePaymentRules, checks_come_in_the_order_of_the_specification) {
  // Presence of amount and currency, then formats of the top level, the customer, the options,
  // then the rules between fields, then options, then the token.
  const std::string everything_wrong =
      R"("orderId":"é","customer":{"email":"x"},"transactionOptions":{"cardOptions":{"retry":10}},)"
      R"("formAction":"REGISTER_PAY","paymentMethodToken":"t","taxAmount":991)";
  const auto without = [&](std::initializer_list<std::pair<const char*, const char*>> fixes) {
    std::string members = everything_wrong;
    for (const auto& [wrong, right] : fixes) {
      const std::string text = wrong;
      members.replace(members.find(text), text.size(), right);
    }
    return members;
  };
  EXPECT_EQ(code_of(everything_wrong, "null"), "INT_902");
  EXPECT_EQ(code_of(everything_wrong, "-1"), "INT_009");
  EXPECT_EQ(code_of(everything_wrong), "INT_013");
  EXPECT_EQ(code_of(without({{"é", "e"}})), "INT_015");
  EXPECT_EQ(code_of(without({{"é", "e"}, {R"("x")", "null"}})), "INT_899");
  EXPECT_EQ(code_of(without({{"é", "e"}, {R"("x")", "null"}, {"10", "1"}})), "INT_811");
  EXPECT_EQ(code_of(without({{"é", "e"}, {R"("x")", R"("a@b.example")"}, {"10", "1"}})),
            "INT_868");
  EXPECT_EQ(code_of(without({{"é", "e"}, {R"("x")", R"("a@b.example")"}, {"10", "1"},
                             {"991", "1"}})), "PSP_107");
  EXPECT_EQ(code_of(without({{"é", "e"}, {R"("x")", R"("a@b.example")"}, {"10", "1"},
                             {"991", "1"}, {"REGISTER_PAY", "PAYMENT"}})), "PSP_030");
}

TEST(PciCreatePaymentRules, asks_for_card_data_or_a_token) {
  const auto code = [](const std::string& members) -> std::string {
    try {
      check_pci_create_payment(contract::decode_body(
          R"({"amount":"990","currency":"EUR")" + members + "}", pci_charge_create_payment_shape));
      return "fine";
    } catch (const Refusal& refusal) {
      return refusal.code;
    }
  };
  EXPECT_EQ(code(""), "INT_902");
  EXPECT_EQ(code(R"(,"paymentForms":[])"), "INT_902");
  EXPECT_EQ(code(R"(,"paymentMethodToken":"8d1f")"), "PSP_030");
  EXPECT_EQ(code("," + with_card("")), "fine");
  EXPECT_EQ(code("," + with_card("") + R"(,"formAction":"CUSTOMER_WALLET")"), "INT_875");
  EXPECT_EQ(code("," + with_card("") +
                 R"(,"transactionOptions":{"cardOptions":{"paymentSource":"COF"}})"), "fine");
}

TEST(CardExpiry, reads_years_of_two_and_four_digits) {
  const auto expiry_of = [](const char* year) {
    return card_expiry(contract::Document::restore(
        R"({"paymentForms":[{"expiryMonth":9,"expiryYear":)" + std::string(year) + "}]}"));
  };
  EXPECT_EQ(expiry_of("31")->year, 2031);
  EXPECT_EQ(expiry_of("2031")->year, 2031);
  EXPECT_EQ(expiry_of("31")->month, 9);
  EXPECT_FALSE(card_expiry(contract::Document()).has_value());
}

TEST(CarriesCardData, sees_payment_forms_of_any_form) {
  for (const char* body : {R"({"paymentForms":[{}]})", R"({"paymentForms":{"a":1}})",
                           R"({"paymentForms":"x"})", R"({"paymentForms":1})"}) {
    EXPECT_TRUE(carries_card_data(contract::parse_body(body))) << body;
  }
  for (const char* body : {"{}", "[]", R"({"paymentForms":null})", R"({"paymentForms":[]})"}) {
    EXPECT_FALSE(carries_card_data(contract::parse_body(body))) << body;
  }
}

}  // namespace
}  // namespace guichet::rest
