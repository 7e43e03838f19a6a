#include "answers/payment.hpp"
#include "rest/functions.hpp"
#include "rest/lookup.hpp"

namespace guichet::rest {

Task<std::string> run_transaction_get(Call& call) {
  const std::string uuid(call.input.text("uuid"));
  auto& db = call.gateway.db;
  // A link's transaction is named before it exists. Only here: nothing can be done to it yet.
  const auto stored = co_await payments::load_transaction(db, call.book->id, uuid);
  if (stored) co_return co_await answer_transaction(call, *stored);
  const auto link = co_await checkout::load_link(db, call.book->id, uuid);
  if (link) {
    co_return answers::write_transaction(*call.book, checkout::payment_of(*link),
                                         checkout::waiting_transaction(*link, call.now));
  }
  const auto transaction = co_await find_transaction(call, uuid);  // which refuses
  co_return co_await answer_transaction(call, transaction);
}

}  // namespace guichet::rest
