#include "rest/lookup.hpp"

#include "answers/payment.hpp"

namespace guichet::rest {

Task<payments::Transaction> find_transaction(Call& call, std::string uuid) {
  auto& db = call.gateway.db;
  auto found = co_await payments::load_transaction(db, call.book->id, uuid);
  if (found) co_return std::move(*found);
  using merchants::Mode;
  const Mode other = call.book->mode == Mode::test ? Mode::production : Mode::test;
  const auto other_book = merchants::book_id_of(call.book->shop->id, other);
  const auto elsewhere = co_await payments::load_transaction(db, other_book, uuid);
  throw contract::Refusal(elsewhere ? "INT_912" : "PSP_010");
}

void keep_answer(const Call& call, sql::Batch& batch, const std::string& answer) {
  idempotency::add_answered_claim(batch, *call.claim, call.write_body(answer));
}

Task<payments::Wish> read_wish(Call& call, payments::Transaction about) {
  payments::Wish wish{.source = payments::Source::web_service,
                      .comment = std::string(call.input.text("comment"))};
  if (!call.claim) co_return wish;
  auto payment =
      co_await payments::load_payment(call.gateway.db, call.book->id, about.payment_id);
  check(payment.has_value(), "transaction without its payment");
  wish.keep = keep_of<const payments::Transaction*>(
      call, [&call, payment = std::move(*payment)](const payments::Transaction* outcome) {
        return answers::write_transaction(*call.book, payment, *outcome);
      });
  co_return wish;
}

Task<std::string> answer_transaction(Call& call, payments::Transaction transaction) {
  const auto payment =
      co_await payments::load_payment(call.gateway.db, call.book->id, transaction.payment_id);
  check(payment.has_value(), "transaction without its payment");
  co_return answers::write_transaction(*call.book, *payment, transaction);
}

}  // namespace guichet::rest
