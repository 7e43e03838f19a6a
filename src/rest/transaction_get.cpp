#include "answers/payment.hpp"
#include "rest/functions.hpp"
#include "rest/lookup.hpp"

namespace guichet::rest {

Task<std::string> run_transaction_get(Call& call) {
  const auto transaction = co_await find_transaction(call, std::string(call.input.text("uuid")));
  const auto payment =
      co_await payments::load_payment(call.gateway.db, call.book->id, transaction.payment_id);
  check(payment.has_value(), "transaction without its payment");
  co_return answers::write_transaction(*call.book, *payment, transaction);
}

}  // namespace guichet::rest
