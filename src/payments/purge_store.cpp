#include "payments/purge_store.hpp"

namespace guichet::payments {

namespace {

const sql::Statement select_births{
    "purge.select_births",
    "SELECT payment_id, created_at FROM payments WHERE book_id = $1 AND payment_id > $2 "
    "ORDER BY payment_id LIMIT $3"};

const sql::Statement select_attempt_of_payment{
    "purge.select_attempt",
    "SELECT uuid FROM attempts WHERE book_id = $1 AND payment_id = $2 LIMIT 1"};

const sql::Statement select_closed{
    "purge.select_closed",
    "SELECT mid, number FROM remittances WHERE book_id = $1 AND opened_at < $2 "
    "AND closed_at IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM remittance_lines JOIN transactions "
    "ON transactions.book_id = remittance_lines.book_id "
    "AND transactions.uuid = remittance_lines.uuid "
    "WHERE remittance_lines.book_id = $1 AND remittance_lines.mid = remittances.mid "
    "AND remittance_lines.number = remittances.number) "
    "ORDER BY mid, number LIMIT $3"};

const sql::Statement delete_transaction{
    "purge.delete_transaction", "DELETE FROM transactions WHERE book_id = $1 AND uuid = $2"};

const sql::Statement delete_history{"purge.delete_history",
                                    "DELETE FROM history WHERE book_id = $1 AND entity = $2"};

// The takeovers of an errand stand under a name made of its request, which the intent noted.
const sql::Statement delete_takeovers{
    "purge.delete_takeovers",
    "DELETE FROM history WHERE book_id = $1 AND entity IN "
    "(SELECT CAST($3 AS TEXT) || '/' || reason FROM history "
    "WHERE book_id = $1 AND entity = $2 AND event = $4)"};

const sql::Statement delete_payment{
    "purge.delete_payment", "DELETE FROM payments WHERE book_id = $1 AND payment_id = $2"};

const sql::Statement raise_erasure{
    "purge.raise_erasure",
    "INSERT INTO erasures (book_id, until_uuid) VALUES ($1, $2) ON CONFLICT (book_id) "
    "DO UPDATE SET until_uuid = excluded.until_uuid "
    "WHERE erasures.until_uuid < excluded.until_uuid"};

const sql::Statement select_erasure{"purge.select_erasure",
                                    "SELECT until_uuid FROM erasures WHERE book_id = $1"};

const sql::Statement delete_lines{
    "purge.delete_lines",
    "DELETE FROM remittance_lines WHERE book_id = $1 AND mid = $2 AND number = $3"};

const sql::Statement delete_file{
    "purge.delete_file",
    "DELETE FROM remittances WHERE book_id = $1 AND mid = $2 AND number = $3"};

const sql::Statement delete_lone_history{
    "purge.delete_lone_history",
    "DELETE FROM history WHERE book_id = $1 AND entity = $2 AND NOT EXISTS "
    "(SELECT 1 FROM payments WHERE payments.book_id = $1 AND payment_id = $2)"};

const sql::Statement delete_old_number{
    "purge.delete_old_number",
    "DELETE FROM counter_blocks WHERE book_id = $1 AND counter = $2 AND block = $3 AND block < "
    "(SELECT MAX(block) FROM counter_blocks WHERE book_id = $1 AND counter = $2)"};

const sql::Statement delete_counter{
    "purge.delete_counter", "DELETE FROM counter_blocks WHERE book_id = $1 AND counter = $2"};

}  // namespace

Task<std::vector<std::pair<std::string, Instant>>> load_payment_births(sql::Database& db,
                                                                       std::int64_t book_id,
                                                                       std::string after,
                                                                       int rows_max) {
  sql::Parameters parameters{book_id, after, rows_max};
  const sql::Rows rows = co_await db.read(select_births, std::move(parameters));
  std::vector<std::pair<std::string, Instant>> births;
  for (const auto& row : rows) births.emplace_back(row.text(0), row.instant(1));
  co_return births;
}

Task<bool> has_attempt(sql::Database& db, std::int64_t book_id, std::string payment_id) {
  sql::Parameters parameters{book_id, payment_id};
  const sql::Rows rows = co_await db.read(select_attempt_of_payment, std::move(parameters));
  co_return !rows.empty();
}

Task<std::vector<RemittanceFile>> load_closed_remittances(sql::Database& db, std::int64_t book_id,
                                                          Instant before, int rows_max) {
  sql::Parameters parameters{book_id, before, rows_max};
  const sql::Rows rows = co_await db.read(select_closed, std::move(parameters));
  std::vector<RemittanceFile> files;
  for (const auto& row : rows) {
    files.push_back({.book_id = book_id, .mid = row.text(0), .number = row.integer(1)});
  }
  co_return files;
}

void erase_transaction(sql::Batch& batch, std::int64_t book_id, const std::string& uuid) {
  batch.add(delete_transaction, {book_id, uuid});
  for (const Phase phase : {Phase::capture, Phase::refund, Phase::deferred_authorisation}) {
    batch.add(delete_takeovers, {book_id, uuid, name_of(phase), asked_event(phase)});
  }
  batch.add(delete_history, {book_id, uuid});
  batch.add(delete_history, {book_id, "reverse/" + uuid});
}

void erase_payment(sql::Batch& batch, std::int64_t book_id, const std::string& payment_id) {
  batch.add(delete_payment, {book_id, payment_id});
  batch.add(delete_history, {book_id, payment_id});
}

void note_erasure(sql::Batch& batch, std::int64_t book_id, const std::string& uuid) {
  batch.add(raise_erasure, {book_id, uuid});
}

Task<std::string> load_erasure(sql::Database& db, std::int64_t book_id) {
  sql::Parameters parameters{book_id};
  const sql::Rows rows = co_await db.read(select_erasure, std::move(parameters));
  co_return rows.empty() ? std::string() : rows.front().text(0);
}

void erase_lone_history(sql::Batch& batch, std::int64_t book_id, const std::string& payment_id) {
  batch.add(delete_lone_history, {book_id, payment_id});
}

void erase_remittance(sql::Batch& batch, const RemittanceFile& file) {
  batch.add(delete_lines, {file.book_id, file.mid, file.number});
  batch.add(delete_file, {file.book_id, file.mid, file.number});
  const std::string counter = "remittance/" + file.mid;
  batch.add(delete_history, {file.book_id, counter + "/" + std::to_string(file.number)});
  batch.add(delete_old_number, {file.book_id, counter, file.number});
}

void erase_counter(sql::Batch& batch, std::int64_t book_id, const std::string& counter) {
  batch.add(delete_counter, {book_id, counter});
}

}  // namespace guichet::payments
