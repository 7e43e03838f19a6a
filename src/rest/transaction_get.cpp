#include "answers/payment.hpp"
#include "rest/functions.hpp"
#include "rest/lookup.hpp"

namespace guichet::rest {

Task<std::string> run_transaction_get(Call& call) {
  const auto transaction = co_await find_transaction(call, std::string(call.input.text("uuid")));
  co_return co_await answer_transaction(call, transaction);
}

}  // namespace guichet::rest
