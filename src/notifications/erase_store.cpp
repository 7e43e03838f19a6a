#include "notifications/erase.hpp"
#include "sql/unit.hpp"

namespace guichet::notifications {

namespace {

constexpr sql::Statement delete_rows{
    "outbox.erase_rows", "DELETE FROM outbox WHERE book_id = $1 AND payment_id = $2"};

constexpr sql::Statement delete_calls{
    "outbox.erase_calls", "DELETE FROM outbox_attempt WHERE book_id = $1 AND payment_id = $2"};

constexpr sql::Statement old_calls{
    "outbox.old_calls",
    "SELECT COUNT(*), MAX(started_at) FROM (SELECT started_at FROM outbox_attempt "
    "WHERE book_id = $1 AND started_at < $2 ORDER BY started_at LIMIT $3) AS oldest"};

constexpr sql::Statement delete_old_calls{
    "outbox.erase_old_calls",
    "DELETE FROM outbox_attempt WHERE book_id = $1 AND started_at <= $2"};

}  // namespace

void erase_payment(sql::Batch& batch, std::int64_t book_id, const std::string& payment_id) {
  batch.add(delete_rows, {book_id, payment_id});
  batch.add(delete_calls, {book_id, payment_id});
}

Task<int> erase_log(sql::Database& db, std::int64_t book_id, Instant before, int rows_max) {
  sql::Parameters parameters{book_id, before, rows_max};
  const sql::Rows rows = co_await db.read(old_calls, std::move(parameters));
  const auto count = static_cast<int>(rows.front().integer(0));
  if (count == 0) co_return 0;
  sql::Batch batch;
  batch.add(delete_old_calls, {book_id, rows.front().instant(1)});
  const sql::Commit outcome = co_await db.commit(std::move(batch));
  if (outcome != sql::Commit::done) throw sql::UnitFailed(outcome, "erase delivery log");
  co_return count;
}

}  // namespace guichet::notifications
