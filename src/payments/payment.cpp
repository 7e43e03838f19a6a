#include "payments/payment.hpp"

#include "base/limits.hpp"

namespace guichet::payments {

OrderState order_state(const Payment& payment, std::span<const Transaction> transactions,
                       bool session_open) {
  OrderState state;
  for (const auto& transaction : transactions) {
    if (transaction.operation != OperationType::debit) continue;
    const Status simple = simplified(transaction.status);
    if (simple == Status::paid) state.paid_minor += transaction.amount.minor;
    if (simple == Status::running) state.running_minor += transaction.amount.minor;
  }
  const std::int64_t total = payment.amount.minor;
  if (state.paid_minor >= total) {
    state.status = Status::paid;
  } else if (state.paid_minor + state.running_minor >= total) {
    state.status = Status::running;
  } else if (state.paid_minor + state.running_minor > 0) {
    state.status = Status::partially_paid;
  } else if (transactions.empty()) {
    state.status = Status::abandoned;
  } else {
    state.status = Status::unpaid;
  }
  const bool covered = state.status == Status::paid || state.status == Status::running;
  state.closed = covered || !session_open;
  return state;
}

bool session_open(const Payment& payment, std::span<const Transaction> transactions,
                  Instant now) {
  if (payment.origin != Origin::form) return false;
  // Only a refusal leaves room for another attempt. An accepted transaction ends the session for
  // good, even one of a part of the amount, even cancelled since.
  for (const auto& transaction : transactions) {
    if (transaction.status != DetailedStatus::refused) return false;
  }
  const auto life_s = std::chrono::seconds(limits::form_token_life).count();
  return static_cast<int>(transactions.size()) < payment.attempts_max &&
         now < payment.created_at.plus_seconds(life_s);
}

}  // namespace guichet::payments
