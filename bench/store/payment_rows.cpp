#include "store/payment_rows.hpp"

#include "jobs/agenda.hpp"
#include "jobs/calendar.hpp"
#include "notifications/outbox_store.hpp"
#include "payments/store.hpp"

namespace guichet::bench {

namespace {

using payments::Transaction;

constexpr std::int64_t book = 81'634'526;

payments::Payment payment_of(const std::string& id, std::int64_t number, Instant now) {
  return {.book_id = book,
          .id = id,
          .order_id = "bench-" + std::to_string(number),
          .amount = {1990, *Currency::find("EUR")},
          .created_at = now,
          .legacy_trans_id = "9aaaaa",
          .document = R"({"amount":1990,"currency":"EUR","orderId":"bench-1","customer":{"email":)"
                      R"("lea@example.org","reference":"c-1","billingDetails":{"firstName":)"
                      R"("Lea","lastName":"Martin","zipCode":"59000","city":"Lille","country":)"
                      R"("FR"}},"paymentForms":[{"paymentMethodType":"CARD","expiryMonth":11,)"
                      R"("expiryYear":2031}]})"};
}

Transaction draft_of(const payments::Payment& payment, const std::string& uuid) {
  Transaction draft{.book_id = book,
                    .uuid = uuid,
                    .payment_id = payment.id,
                    .order_id = payment.order_id,
                    .amount = payment.amount,
                    .created_at = payment.created_at,
                    .expected_capture_at = payment.created_at};
  draft.details = {.brand = "CB",
                   .country = "FR",
                   .issuer_code = "17807",
                   .issuer_name = "BANQUE DU BAC A SABLE",
                   .product_code = "F",
                   .product_category = "DEBIT",
                   .nature = "CONSUMER_CARD",
                   .masked_pan = "497010XXXXXX0055",
                   .expiry = {11, 2031},
                   .card_id = "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
                   .mid = "5512345",
                   .tid = "001",
                   .network = "CB",
                   .acquirer = "sandbox",
                   .buyer_ip = "127.0.0.1"};
  return draft;
}

}  // namespace

sql::Migrations charge_schema() {
  sql::Migrations all;
  for (const auto& room : {jobs::schema(), notifications::schema(), payments::schema()}) {
    all.insert(all.end(), room.begin(), room.end());
  }
  return all;
}

PaymentRows charge_rows(Random& random, std::int64_t number) {
  // A made-up clock of 1000 payments a second keeps ids in order of time.
  const Instant now{1'700'000'000'000 + number};
  const auto payment = payment_of(make_uuid(random, now), number, now);
  const std::string uuid = make_uuid(random, now);
  const payments::Attempt attempt{.book_id = book,
                                  .uuid = uuid,
                                  .payment_id = payment.id,
                                  .owner = "0123456789abcdef",
                                  .deadline = now.plus_seconds(15),
                                  .draft = draft_of(payment, uuid)};

  PaymentRows rows;
  payments::add_payment(rows.attempt, payment);
  payments::add_attempt(rows.attempt, attempt);
  jobs::Agenda::note_due(rows.attempt, book, attempt.deadline);

  Transaction outcome = attempt.draft;
  outcome.version = 1;
  outcome.status = payments::DetailedStatus::authorised;
  outcome.details.full = {true, 1990, now, "3fszda", "0"};
  outcome.details.issuer_transaction_identifier = "1234567890123456";
  outcome.details.liability_shift = "NO";
  payments::add_history(rows.outcome, {.book_id = book,
                                       .entity = outcome.uuid,
                                       .version = 1,
                                       .at = now,
                                       .actor = attempt.owner,
                                       .event = "charge_accepted",
                                       .to_status = "AUTHORISED"});
  payments::add_transaction(rows.outcome, outcome);
  payments::remove_attempt(rows.outcome, book, attempt.uuid);
  constexpr std::int64_t day_ms = 86'400'000;
  const Instant evening{(now.ms / day_ms + 1) * day_ms};
  jobs::Calendar::add(rows.outcome, book, {evening, jobs::Job::capture, outcome.uuid});
  notifications::OutboxRow row;
  row.transaction = outcome.uuid;
  row.rule = notifications::Rule::web_service;
  row.url = "http://127.0.0.1:40000/ipn";
  row.due_at = now.plus_seconds(45);
  const notifications::RowKey key{payment.id, make_uuid(random, now)};
  notifications::store::add_row(rows.outcome, book, key, row);
  jobs::Agenda::note_due(rows.outcome, book, row.due_at);
  return rows;
}

}  // namespace guichet::bench
