#include "payments/payment.hpp"

#include <gtest/gtest.h>

namespace guichet::payments {
namespace {

constexpr Instant born{1'700'000'000'000};

Payment payment_of(std::int64_t minor, Origin origin = Origin::form) {
  return {.amount = {minor, *Currency::find("EUR")},
          .origin = origin,
          .attempts_max = 4,
          .created_at = born};
}

Transaction debit(DetailedStatus status, std::int64_t minor = 990) {
  return {.status = status, .amount = {minor, *Currency::find("EUR")}};
}

struct Seen {
  Status status;
  bool closed;
  bool operator==(const Seen&) const = default;
};

Seen state_of(const Payment& payment, std::vector<Transaction> transactions,
              Instant now = born.plus_seconds(60)) {
  const bool open = session_open(payment, transactions, now);
  const auto state = order_state(payment, transactions, open);
  return {state.status, state.closed};
}

// The lines of spec/status-machine.md 9.2 that can exist in this release.
TEST(OrderStateTest, OneAcceptedCardPaysAndCloses) {
  for (const auto status : {DetailedStatus::authorised, DetailedStatus::captured}) {
    EXPECT_EQ(state_of(payment_of(990), {debit(status)}), (Seen{Status::paid, true}));
    EXPECT_EQ(state_of(payment_of(990, Origin::service), {debit(status)}),
              (Seen{Status::paid, true}));
  }
}

TEST(OrderStateTest, RefusedStaysOpenWhileAttemptsAreLeft) {
  std::vector<Transaction> refused;
  for (int attempt = 1; attempt <= 3; ++attempt) {
    refused.push_back(debit(DetailedStatus::refused));
    EXPECT_EQ(state_of(payment_of(990), refused), (Seen{Status::unpaid, false})) << attempt;
  }
  refused.push_back(debit(DetailedStatus::refused));
  EXPECT_EQ(state_of(payment_of(990), refused), (Seen{Status::unpaid, true}));
}

TEST(OrderStateTest, ARefusedServiceCallIsClosed) {
  EXPECT_EQ(state_of(payment_of(990, Origin::service), {debit(DetailedStatus::refused)}),
            (Seen{Status::unpaid, true}));
}

TEST(OrderStateTest, WhatWaitsIsRunningAndClosed) {
  for (const auto status :
       {DetailedStatus::authorised_to_validate, DetailedStatus::waiting_authorisation,
        DetailedStatus::waiting_authorisation_to_validate}) {
    EXPECT_EQ(state_of(payment_of(990), {debit(status)}), (Seen{Status::running, true}));
  }
}

TEST(OrderStateTest, CancelledLaterIsUnpaidAndClosed) {
  EXPECT_EQ(state_of(payment_of(990), {debit(DetailedStatus::cancelled)}),
            (Seen{Status::unpaid, true}));
}

TEST(OrderStateTest, ASmallerAmountGrantedIsPartlyPaidAndTheSessionIsOver) {
  EXPECT_EQ(state_of(payment_of(990), {debit(DetailedStatus::partially_authorised, 500)}),
            (Seen{Status::partially_paid, true}));
}

TEST(OrderStateTest, RefusedThenAcceptedIsPaid) {
  EXPECT_EQ(state_of(payment_of(990),
                     {debit(DetailedStatus::refused), debit(DetailedStatus::authorised)}),
            (Seen{Status::paid, true}));
}

TEST(OrderStateTest, ASessionNobodyPaidIsAbandonedOnceItIsOver) {
  EXPECT_EQ(state_of(payment_of(990), {}, born.plus_seconds(900)),
            (Seen{Status::abandoned, true}));
}

TEST(OrderStateTest, CreditsDoNotCount) {
  auto refund = debit(DetailedStatus::authorised);
  refund.operation = OperationType::credit;
  const auto state = order_state(payment_of(990), {&refund, 1}, false);
  EXPECT_EQ(state.paid_minor, 0);
  EXPECT_EQ(state.status, Status::unpaid);
}

TEST(OrderStateTest, TheSessionEndsAtExactlyFifteenMinutes) {
  const std::vector<Transaction> refused{debit(DetailedStatus::refused)};
  EXPECT_TRUE(session_open(payment_of(990), refused, born.plus_ms(899'999)));
  EXPECT_FALSE(session_open(payment_of(990), refused, born.plus_ms(900'000)));
}

TEST(DetailsTest, EveryMemberSurvivesTheStore) {
  Details details;
  std::string Details::*texts[] = {
      &Details::brand, &Details::country, &Details::issuer_code, &Details::issuer_name,
      &Details::product_code, &Details::product_category, &Details::nature, &Details::masked_pan,
      &Details::holder_name, &Details::document_type, &Details::document_number,
      &Details::card_id, &Details::mid, &Details::tid, &Details::network, &Details::acquirer,
      &Details::payment_source, &Details::issuer_transaction_identifier,
      &Details::liability_shift, &Details::user_info, &Details::buyer_ip,
      &Details::buyer_user_agent, &Details::buyer_accept};
  int number = 0;
  for (const auto member : texts) details.*member = "\"é\\\n" + std::to_string(number++);
  details.expiry = {7, 2031};
  details.manual_validation = true;
  details.validity_days = 30;
  details.full_authorisation = false;
  details.full = {true, 990, born, "3fabcd", "0"};
  details.mark = {true, 0, born.plus_ms(1), "3fabce", "00"};
  details.refused = {"ACQ_001", "51", "text"};
  details.installment_number = 3;

  const Details read = read_details(write_details(details));
  for (const auto member : texts) EXPECT_EQ(read.*member, details.*member);
  EXPECT_EQ(read.expiry.month, 7);
  EXPECT_EQ(read.expiry.year, 2031);
  EXPECT_TRUE(read.manual_validation);
  EXPECT_EQ(read.validity_days, 30);
  EXPECT_FALSE(read.full_authorisation);
  for (const auto part : {&Details::full, &Details::mark}) {
    EXPECT_TRUE((read.*part).asked);
    EXPECT_EQ((read.*part).amount, (details.*part).amount);
    EXPECT_EQ((read.*part).at, (details.*part).at);
    EXPECT_EQ((read.*part).number, (details.*part).number);
    EXPECT_EQ((read.*part).result, (details.*part).result);
  }
  EXPECT_EQ(read.refused.code, "ACQ_001");
  EXPECT_EQ(read.refused.detailed_code, "51");
  EXPECT_EQ(read.refused.detailed_message, "text");
  EXPECT_EQ(read.installment_number, 3);
  EXPECT_EQ(write_details(read), write_details(details));
}

TEST(DetailsTest, DefaultsSurviveTheStore) {
  const Details read = read_details(write_details(Details()));
  EXPECT_EQ(read.payment_source, "EC");
  EXPECT_EQ(read.validity_days, 7);
  EXPECT_TRUE(read.full_authorisation);
  EXPECT_FALSE(read.manual_validation);
  EXPECT_FALSE(read.full.asked);
  EXPECT_FALSE(read.mark.asked);
  EXPECT_TRUE(read.refused.code.empty());
}

}  // namespace
}  // namespace guichet::payments
