#include "answers/kr_answer.hpp"

#include "answers/payment.hpp"
#include "base/json_writer.hpp"
#include "notifications/outbox.hpp"

namespace guichet::answers {

Task<std::string> load_kr_answer(sql::Database& db, merchants::BookPtr book, const Clock& clock,
                                 std::string payment_id, std::string transaction) {
  const auto payment = co_await payments::load_payment(db, book->id, payment_id);
  if (!payment) co_return std::string();
  const auto all = co_await payments::load_of_payment(db, book->id, payment_id);
  const payments::Transaction* about = nullptr;
  for (const auto& candidate : all) {
    if (candidate.uuid == transaction) about = &candidate;
  }
  const Instant now = book->business_time(clock.now());
  const bool open = payments::session_open(*payment, all, now);
  co_return write_payment({.book = *book,
                           .payment = *payment,
                           .transaction = about,
                           .state = payments::order_state(*payment, all, open),
                           .server_date = now});
}

std::string write_process_payment_answer(const merchants::Book& book,
                                         const std::string& kr_answer, Instant server_date) {
  const auto signed_text = notifications::sign(kr_answer, book.keys.hmac_key);
  JsonWriter json(kr_answer.size() * 2 + 512);
  json.begin_object();
  json.member_raw("clientAnswer", kr_answer);
  json.member("rawClientAnswer", kr_answer);
  json.member("hash", signed_text.kr_hash);
  json.member("hashAlgorithm", "sha256_hmac");
  json.member("hashKey", "sha256_hmac");
  json.member("answerType", "V4/Payment");
  json.member("serverDate", format_date_time(server_date));
  json.member("_type", "V4/Charge/ProcessPaymentAnswer");
  json.end_object();
  return json.take();
}

}  // namespace guichet::answers
