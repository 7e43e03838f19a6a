#include "jobs/clock_store.hpp"

namespace guichet::jobs::store {

namespace {

constexpr std::int64_t orders_kept = 1000;

constexpr sql::Statement order_in{
    "clock.order_in", "INSERT INTO clock_orders (book_id, number) VALUES ($1, $2)"};

constexpr sql::Statement orders_out{
    "clock.orders_out", "DELETE FROM clock_orders WHERE book_id = $1 AND number < $2"};

constexpr sql::Statement last_order{
    "clock.last_order", "SELECT MAX(number) FROM clock_orders WHERE book_id = $1"};

constexpr sql::Statement move_in{
    "clock.move_in",
    "INSERT INTO clock_moves (book_id, target, jobs_run, done) VALUES ($1, $2, 0, $3) "
    "ON CONFLICT (book_id) DO UPDATE SET target = excluded.target, "
    "jobs_run = CASE WHEN clock_moves.done THEN 0 ELSE clock_moves.jobs_run END, "
    "done = excluded.done WHERE clock_moves.done OR clock_moves.target < excluded.target"};

constexpr sql::Statement jobs_counted{
    "clock.jobs_counted", "UPDATE clock_moves SET jobs_run = jobs_run + $2 WHERE book_id = $1"};

constexpr sql::Statement move_ended{
    "clock.move_ended", "UPDATE clock_moves SET done = $3 WHERE book_id = $1 AND target = $2"};

constexpr sql::Statement move_of_book{
    "clock.move_of_book", "SELECT target, jobs_run, done FROM clock_moves WHERE book_id = $1"};

}  // namespace

Task<std::int64_t> read_last_order(sql::Database& db, std::int64_t book_id) {
  sql::Parameters parameters{book_id};
  const sql::Rows rows = co_await db.read(last_order, std::move(parameters));
  co_return rows.front().is_null(0) ? 0 : rows.front().integer(0);
}

void order_move(sql::Batch& batch, std::int64_t book_id, std::int64_t number, Instant target) {
  batch.add(order_in, {book_id, number});
  // A number must still be there when somebody comes who read the one before it.
  batch.add(orders_out, {book_id, number - orders_kept});
  batch.add(move_in, {book_id, target, false});
}

void count_jobs(sql::Batch& batch, std::int64_t book_id, int jobs) {
  if (jobs > 0) batch.add(jobs_counted, {book_id, jobs});
}

void end_move(sql::Batch& batch, std::int64_t book_id, Instant target) {
  batch.add(move_ended, {book_id, target, true});
}

Task<std::optional<ClockMove>> read_move(sql::Database& db, std::int64_t book_id) {
  sql::Parameters parameters{book_id};
  const sql::Rows rows = co_await db.read(move_of_book, std::move(parameters));
  if (rows.empty()) co_return std::nullopt;
  const auto& row = rows.front();
  co_return ClockMove{.target = row.instant(0),
                      .jobs_run = static_cast<int>(row.integer(1)),
                      .done = row.boolean(2)};
}

}  // namespace guichet::jobs::store
