#pragma once

#include <cstdint>
#include <optional>

#include "jobs/clock_moves.hpp"
#include "sql/database.hpp"

namespace guichet::jobs::store {

/// The number of a book's last order, or 0.
Task<std::int64_t> read_last_order(sql::Database& db, std::int64_t book_id);
/// Orders a move, unless a farther one is under way. `number` is the guard: of two orders that were
/// decided on the same last one, the second makes its batch fail.
void order_move(sql::Batch& batch, std::int64_t book_id, std::int64_t number, Instant target);
void count_jobs(sql::Batch& batch, std::int64_t book_id, int jobs);
/// Writes nothing when the order has been for a later target since.
void end_move(sql::Batch& batch, std::int64_t book_id, Instant target);
Task<std::optional<ClockMove>> read_move(sql::Database& db, std::int64_t book_id);

}  // namespace guichet::jobs::store
