#include "payments/sequence.hpp"

#include "contract/error.hpp"

namespace guichet::payments {

// Complete is what was once accepted in full. What becomes of a part afterwards, a
// cancellation, a lower amount, a refusal on the day before its capture, does not open the
// sequence again: the others would wait for ever. Parts of an order that was given up are
// cancelled, and refuse by their status.
Task<bool> sequence_is_open(sql::Database& db, Transaction part) {
  if (!part.details.split) co_return false;
  const auto payment = co_await load_payment(db, part.book_id, part.payment_id);
  check(payment.has_value(), "transaction without its payment");
  const auto all = co_await load_of_payment(db, part.book_id, part.payment_id);
  std::int64_t accepted = 0;
  for (const auto& one : all) {
    if (one.operation == OperationType::debit) accepted += one.details.part_minor;
  }
  co_return accepted < payment->amount.minor;
}

Task<> check_sequence(sql::Database& db, Transaction part, std::string_view code) {
  const bool open = co_await sequence_is_open(db, std::move(part));
  if (open) throw contract::Refusal(code);
}

}  // namespace guichet::payments
