#include "payments/sequence.hpp"

#include "contract/error.hpp"

namespace guichet::payments {

// Complete is what was once paid in full: a part that is cancelled afterwards does not open the
// sequence again. Parts of an order that was given up are cancelled, and refuse by their status.
Task<> check_sequence(sql::Database& db, const merchants::Book& book, Transaction part,
                      std::string_view code) {
  if (!part.details.split) co_return;
  const auto payment = co_await load_payment(db, book.id, part.payment_id);
  check(payment.has_value(), "transaction without its payment");
  const auto all = co_await load_of_payment(db, book.id, part.payment_id);
  std::int64_t accepted = 0;
  for (const auto& one : all) {
    if (one.operation != OperationType::debit || one.status == DetailedStatus::refused) continue;
    accepted += one.details.full.asked ? one.details.full.amount : one.amount.minor;
  }
  if (accepted < payment->amount.minor) throw contract::Refusal(code);
}

}  // namespace guichet::payments
