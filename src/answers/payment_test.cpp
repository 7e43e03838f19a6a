#include "answers/payment.hpp"

#include <gtest/gtest.h>

#include "answers/testing/sample_payment.hpp"
#include "contract/json_text.hpp"

namespace guichet::answers {
namespace {

using testing::Names;
using testing::names_of;
using testing::SamplePayment;
namespace json = boost::json;

json::object parsed(const std::string& text) { return json::parse(text).as_object(); }

/// The object at a path of members and list positions.
const json::object& at(const json::object& from, std::initializer_list<const char*> path) {
  const json::value* here = nullptr;
  for (const char* step : path) {
    if (here && here->is_array()) {
      here = &here->as_array().at(std::stoul(step));
    } else {
      here = here ? &here->as_object().at(step) : &from.at(step);
    }
  }
  return here->as_object();
}

void expect_canonical(const std::string& text) {
  std::string again;
  contract::append_value(again, json::parse(text));
  EXPECT_EQ(again, text);
}

Names operator+(Names names, const Names& more) {
  names.insert(more.begin(), more.end());
  return names;
}

// The members of spec/transactions.md 7, as the document lists them.
const Names common{"shopId", "uuid", "amount", "currency", "paymentMethodType",
                   "paymentMethodToken", "status", "detailedStatus", "operationType",
                   "effectiveStrongAuthentication", "creationDate", "errorCode", "errorMessage",
                   "detailedErrorCode", "detailedErrorMessage", "metadata", "transactionDetails",
                   "_type"};
const Names order_details{"orderTotalAmount", "orderEffectiveAmount", "orderPaidAmount",
                          "orderCurrency", "mode", "orderId", "metadata", "updatedDna", "_type"};
const Names transaction_details{
    "liabilityShift", "effectiveAmount", "effectiveCurrency", "creationContext", "cardDetails",
    "paymentMethodDetails", "acquirerDetails", "fraudManagement", "parentTransactionUuid", "mid",
    "tid", "sequenceNumber", "taxAmount", "preTaxAmount", "taxRate", "taxRefundAmount",
    "externalTransactionId", "nsu", "acquirerNetwork", "userInfo",
    "paymentMethodTokenPreviouslyRegistered", "occurrenceType", "archivalReferenceId", "useCase",
    "wallet", "_type"};
const Names method_details{
    "paymentSource", "manualValidation", "expectedCaptureDate", "effectiveBrand", "expiryMonth",
    "expiryYear", "country", "issuerCode", "issuerName", "effectiveProductCode", "legacyTransId",
    "legacyTransDate", "paymentMethodSource", "authorizationResponse", "captureResponse",
    "authenticationResponse", "installmentNumber", "installmentCode", "markAuthorizationResponse",
    "cardHolderName", "cardHolderPan", "cardHolderExpiryMonth", "cardHolderExpiryYear",
    "identityDocumentNumber", "identityDocumentType", "initialIssuerTransactionIdentifier",
    "_type"};

struct AnswersPaymentTest : ::testing::Test, SamplePayment {};

TEST_F(AnswersPaymentTest, ThePaymentHasTheMembersOfTheSpecification) {
  const auto answer = parsed(write());
  EXPECT_EQ(names_of(answer), (Names{"shopId", "orderCycle", "orderStatus", "serverDate",
                                     "orderDetails", "customer", "transactions",
                                     "subMerchantDetails", "_type"}));
  EXPECT_EQ(names_of(at(answer, {"orderDetails"})), order_details);
  const auto& transaction = at(answer, {"transactions", "0"});
  EXPECT_EQ(names_of(transaction), common);
  EXPECT_EQ(transaction.at("_type"), "V4/PaymentTransaction");
  const auto& details = at(transaction, {"transactionDetails"});
  EXPECT_EQ(names_of(details), transaction_details + (Names{"subscriptionDetails", "dcc"}));
  EXPECT_EQ(names_of(at(details, {"cardDetails"})),
            method_details +
                (Names{"pan", "threeDSResponse", "productCategory", "nature", "sequenceType"}));
  EXPECT_EQ(names_of(at(details, {"paymentMethodDetails"})), method_details + Names{"id"});
  EXPECT_EQ(names_of(at(details, {"cardDetails", "authorizationResponse"})),
            (Names{"amount", "currency", "authorizationDate", "authorizationNumber",
                   "authorizationResult", "authorizationMode", "_type"}));
  EXPECT_EQ(names_of(at(details, {"cardDetails", "captureResponse"})),
            (Names{"captureDate", "captureFileNumber", "refundAmount", "refundCurrency",
                   "effectiveRefundAmount", "effectiveRefundCurrency", "_type"}));
  EXPECT_EQ(names_of(at(details, {"cardDetails", "markAuthorizationResponse"})),
            (Names{"amount", "currency", "authorizationDate", "authorizationNumber",
                   "authorizationResult", "_type"}));
  EXPECT_EQ(
      names_of(at(details, {"cardDetails", "threeDSResponse", "authenticationResultData"})),
      (Names{"transactionCondition", "enrolled", "status", "eci", "xid", "cavvAlgorithm", "cavv",
             "signValid", "brand", "_type"}));
  EXPECT_EQ(names_of(at(details, {"fraudManagement"})),
            (Names{"riskControl", "riskAnalysis", "riskAssessments", "_type"}));
}

TEST_F(AnswersPaymentTest, TheWholeTransactionHasItsCustomerAndOrder) {
  const auto answer = parsed(write_transaction(book, payment, transaction));
  EXPECT_EQ(names_of(answer), common + (Names{"customer", "orderDetails", "paymentId"}));
  EXPECT_EQ(answer.at("_type"), "V4/Transaction");
  EXPECT_EQ(names_of(at(answer, {"orderDetails"})), order_details);
  EXPECT_TRUE(at(answer, {"orderDetails"}).at("orderEffectiveAmount").is_null());
  EXPECT_EQ(names_of(at(answer, {"transactionDetails"})), transaction_details);
}

TEST_F(AnswersPaymentTest, AnOrderIsItsTransactions) {
  const std::string text =
      write_order(book, "ORDER-1", {{payment, transaction}, {payment, transaction}});
  expect_canonical(text);
  const auto answer = parsed(text);
  EXPECT_EQ(names_of(answer), (Names{"orderId", "shopId", "transactions", "_type"}));
  EXPECT_EQ(answer.at("transactions").as_array().size(), 2u);
  EXPECT_EQ(at(answer, {"transactions", "1"}).at("_type"), "V4/Transaction");
}

// A merchant checks kr-hash over the text: what a parser writes again must be the same bytes.
TEST_F(AnswersPaymentTest, TheTextIsCanonical) {
  payment.document =
      R"({"metadata":{"10":"a","9":"é/\"\\","z":""},"taxRate":"20","useCase":"<b>"})";
  transaction.details.holder_name = "tab\there \x01 end";
  expect_canonical(write());
  expect_canonical(write(false));
  expect_canonical(write_transaction(book, payment, transaction));
}

TEST_F(AnswersPaymentTest, MetadataKeepsItsOrderAndNumbersAsNames) {
  payment.document = R"({"metadata":{"10":"a","9":"b","orderInfo":"","0":"c"}})";
  const std::string text = write();
  const std::string metadata = R"("metadata":{"10":"a","9":"b","orderInfo":"","0":"c"})";
  std::size_t found = 0;
  for (auto at = text.find(metadata); at != std::string::npos; at = text.find(metadata, at + 1)) {
    ++found;
  }
  EXPECT_EQ(found, 2u) << "of the order, and of the transaction";
}

TEST_F(AnswersPaymentTest, DecimalsAreTheShortestJsonNumbersWhateverTheRequestWrote) {
  const std::pair<const char*, const char*> rates[] = {
      {"20", "20"}, {"5.5", "5.5"}, {"0", "0"}, {"0.50", "0.5"}, {"007", "7"}, {"00.5", "0.5"},
      {"-01", "-1"}, {"21.50", "21.5"}, {"10.00", "10"}, {"100", "100"}, {"0.00", "0"}, {"-0", "0"},
      {"0.05", "0.05"}};
  for (const auto& [asked, written] : rates) {
    payment.document = std::string(R"({"taxRate":")") + asked + R"("})";
    const std::string text = write();
    EXPECT_NE(text.find(std::string("\"taxRate\":") + written + ","), std::string::npos) << asked;
    EXPECT_NO_THROW(json::parse(text)) << asked;
  }
}

TEST_F(AnswersPaymentTest, WhatHasNoValueIsNull) {
  payment.order_id.clear();
  transaction.order_id.clear();
  transaction.details = {};
  transaction.status = payments::DetailedStatus::refused;
  transaction.details.refused = {"PSP_677", {}, {}};
  const auto answer = parsed(write());
  EXPECT_TRUE(at(answer, {"orderDetails"}).at("orderId").is_null());
  EXPECT_TRUE(at(answer, {"orderDetails"}).at("metadata").is_null());
  EXPECT_TRUE(answer.at("subMerchantDetails").is_null());
  const auto& about = at(answer, {"transactions", "0"});
  EXPECT_EQ(about.at("status"), "UNPAID");
  EXPECT_EQ(about.at("errorCode"), "PSP_677");
  EXPECT_TRUE(about.at("errorMessage").is_string());
  EXPECT_TRUE(about.at("detailedErrorCode").is_null());
  EXPECT_TRUE(about.at("detailedErrorMessage").is_null());
  const auto& details = at(about, {"transactionDetails"});
  for (const char* name : {"liabilityShift", "taxAmount", "taxRate", "userInfo", "useCase"}) {
    EXPECT_TRUE(details.at(name).is_null()) << name;
  }
  const auto& card = at(details, {"cardDetails"});
  for (const char* name : {"country", "issuerCode", "issuerName", "expiryMonth", "expiryYear",
                           "cardHolderName", "installmentNumber"}) {
    EXPECT_TRUE(card.at(name).is_null()) << name;
  }
  for (const char* name : {"amount", "currency", "authorizationDate", "authorizationNumber",
                           "authorizationResult"}) {
    EXPECT_TRUE(at(card, {"authorizationResponse"}).at(name).is_null()) << name;
    EXPECT_TRUE(at(card, {"markAuthorizationResponse"}).at(name).is_null()) << name;
  }
}

TEST_F(AnswersPaymentTest, AnAcceptedTransactionHasNoError) {
  const auto answer = parsed(write());
  const auto& about = at(answer, {"transactions", "0"});
  for (const char* name : {"errorCode", "errorMessage", "detailedErrorCode",
                           "detailedErrorMessage"}) {
    EXPECT_TRUE(about.at(name).is_null()) << name;
  }
  EXPECT_EQ(about.at("status"), "PAID");
  EXPECT_EQ(answer.at("orderStatus"), "PAID");
  EXPECT_EQ(answer.at("orderCycle"), "CLOSED");
  EXPECT_EQ(at(answer, {"orderDetails"}).at("orderPaidAmount"), 990);
}

TEST_F(AnswersPaymentTest, ACardCheckIsInTheMarkAndNotInTheAuthorisation) {
  transaction.details.full_authorisation = false;
  transaction.details.mark = {true, 0, born, "3fabce", "0"};
  transaction.details.full = {};
  const auto answer = parsed(write());
  const auto& card = at(answer, {"transactions", "0", "transactionDetails", "cardDetails"});
  EXPECT_EQ(at(card, {"authorizationResponse"}).at("authorizationMode"), "MARK");
  EXPECT_TRUE(at(card, {"authorizationResponse"}).at("amount").is_null());
  EXPECT_EQ(at(card, {"markAuthorizationResponse"}).at("amount"), 0);
  EXPECT_EQ(at(card, {"markAuthorizationResponse"}).at("authorizationNumber"), "3fabce");
}

TEST_F(AnswersPaymentTest, TheArchivalReferenceIsDayIdAndRank) {
  payment.created_at = *parse_date_time("2026-04-12T10:00:00+00:00");  // day 102
  const auto answer = parsed(write());
  EXPECT_EQ(at(answer, {"transactions", "0", "transactionDetails"}).at("archivalReferenceId"),
            "L10290432101");
}

TEST_F(AnswersPaymentTest, AnAbandonedSessionHasNoTransaction) {
  const auto answer = parsed(write(false));
  EXPECT_EQ(answer.at("orderStatus"), "ABANDONED");
  EXPECT_TRUE(answer.at("transactions").as_array().empty());
}

TEST_F(AnswersPaymentTest, ACardNumberIsMaskedEverywhere) {
  const std::string text = write() + write_transaction(book, payment, transaction);
  EXPECT_NE(text.find("497010XXXXXX0014"), std::string::npos);
  EXPECT_EQ(text.find("4970100000000014"), std::string::npos);
}

}  // namespace
}  // namespace guichet::answers
