#include "vault/vault_store.hpp"

#include <utility>

namespace guichet::vault::vault_store {

namespace {

constexpr sql::Statement insert_card{
    "vault.keep",
    "INSERT INTO cards (book_id, card_id, key_id, sealed, created_at, keep_until) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (book_id, card_id) DO UPDATE "
    "SET keep_until = excluded.keep_until WHERE cards.keep_until < excluded.keep_until"};
constexpr sql::Statement set_keep_until{
    "vault.keep_longer",
    "UPDATE cards SET keep_until = $3 WHERE book_id = $1 AND card_id = $2 AND keep_until < $3"};
constexpr sql::Statement select_dates{
    "vault.dates",
    "SELECT card_id, keep_until FROM cards WHERE book_id = $1 AND card_id > $2 "
    "ORDER BY card_id LIMIT $3"};
constexpr sql::Statement delete_card{
    "vault.purge",
    "DELETE FROM cards WHERE book_id = $1 AND card_id = $2 AND keep_until < $3"};
constexpr sql::Statement select_sealed{
    "vault.fetch", "SELECT sealed FROM cards WHERE book_id = $1 AND card_id = $2"};
// Over all books, as key rotation must; served by cards_by_key.
constexpr sql::Statement select_under{
    "vault.under_key",
    "SELECT book_id, card_id, sealed FROM cards "
    "WHERE key_id = $1 AND (book_id, card_id) > ($2, $3) ORDER BY book_id, card_id LIMIT $4"};
constexpr sql::Statement update_sealed{
    "vault.reseal",
    "UPDATE cards SET sealed = $1, key_id = $2 "
    "WHERE book_id = $3 AND card_id = $4 AND sealed = $5"};

}  // namespace

void add_card(sql::Batch& batch, SealedCard card, std::string_view key_id, Instant at,
              Instant keep_until) {
  batch.add(insert_card, {card.book_id, std::move(card.card_id), key_id,
                          sql::Blob{std::move(card.sealed)}, at, keep_until});
}

void raise_keep_until(sql::Batch& batch, std::int64_t book_id, const std::string& card_id,
                      Instant keep_until) {
  batch.add(set_keep_until, {book_id, card_id, keep_until});
}

Task<std::vector<std::pair<std::string, Instant>>> card_dates(sql::Database& db,
                                                              std::int64_t book_id,
                                                              std::string after, int rows_max) {
  const sql::Rows rows =
      co_await db.read(select_dates, sql::values(book_id, std::move(after), rows_max));
  std::vector<std::pair<std::string, Instant>> dates;
  for (const sql::Row& row : rows) dates.emplace_back(row.text(0), row.instant(1));
  co_return dates;
}

void erase_card(sql::Batch& batch, std::int64_t book_id, const std::string& card_id, Instant now) {
  batch.add(delete_card, {book_id, card_id, now});
}

Task<std::optional<std::string>> find_sealed(sql::Database& db, std::int64_t book_id,
                                             std::string card_id) {
  const sql::Rows rows =
      co_await db.read(select_sealed, sql::values(book_id, std::move(card_id)));
  if (rows.empty()) co_return std::nullopt;
  co_return rows.front().bytes(0);
}

Task<std::vector<SealedCard>> cards_under(sql::Database& db, std::string key_id,
                                          std::int64_t after_book, std::string after_card,
                                          int rows_max) {
  const sql::Rows rows = co_await db.read(
      select_under, sql::values(std::move(key_id), after_book, std::move(after_card), rows_max));
  std::vector<SealedCard> cards;
  cards.reserve(rows.size());
  for (const sql::Row& row : rows) cards.push_back({row.integer(0), row.text(1), row.bytes(2)});
  co_return cards;
}

void add_reseal(sql::Batch& batch, const SealedCard& card, std::string sealed,
                std::string_view key_id) {
  batch.add(update_sealed, {sql::Blob{std::move(sealed)}, key_id, card.book_id, card.card_id,
                            sql::Blob{card.sealed}});
}

}  // namespace guichet::vault::vault_store
