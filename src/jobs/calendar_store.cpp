#include "jobs/calendar_store.hpp"

namespace guichet::jobs::store {

namespace {

constexpr sql::Statement due_in{
    "calendar.due_in",
    "INSERT INTO due (book_id, due_at, job, entity) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (book_id, due_at, job, entity) DO NOTHING"};

constexpr sql::Statement due_out{
    "calendar.due_out",
    "DELETE FROM due WHERE book_id = $1 AND due_at = $2 AND job = $3 AND entity = $4"};

constexpr sql::Statement due_rows{
    "calendar.due_rows",
    "SELECT due_at, job, entity FROM due WHERE book_id = $1 AND due_at <= $2 "
    "AND (due_at, job, entity) > ($3, $4, $5) ORDER BY due_at, job, entity LIMIT $6"};

constexpr sql::Statement next_due{
    "calendar.next_due", "SELECT MIN(due_at) FROM due WHERE book_id = $1 AND due_at > $2"};

}  // namespace

void add_due(sql::Batch& batch, std::int64_t book_id, const Due& due) {
  batch.add(due_in, {book_id, due.at, static_cast<int>(due.job), due.entity});
}

void remove_due(sql::Batch& batch, std::int64_t book_id, const Due& due) {
  batch.add(due_out, {book_id, due.at, static_cast<int>(due.job), due.entity});
}

Task<std::vector<Due>> read_due(sql::Database& db, std::int64_t book_id, Due after, Instant now,
                                int rows_max) {
  sql::Parameters parameters{book_id,   now,         after.at, static_cast<int>(after.job),
                             after.entity, rows_max};
  const sql::Rows rows = co_await db.read(due_rows, std::move(parameters));
  std::vector<Due> list;
  list.reserve(rows.size());
  for (const auto& row : rows) {
    list.push_back({row.instant(0), static_cast<Job>(row.integer(1)), row.text(2)});
  }
  co_return list;
}

Task<std::optional<Instant>> read_next_due(sql::Database& db, std::int64_t book_id,
                                           std::optional<Instant> after) {
  sql::Parameters parameters{book_id, after.value_or(Instant{-1})};
  const sql::Rows rows = co_await db.read(next_due, std::move(parameters));
  if (rows.empty() || rows.front().is_null(0)) co_return std::nullopt;
  co_return rows.front().instant(0);
}

}  // namespace guichet::jobs::store
