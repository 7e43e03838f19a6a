#include "rest/lookup.hpp"

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

}  // namespace guichet::rest
