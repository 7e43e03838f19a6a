#pragma once

#include <cstdint>
#include <optional>

#include "jobs/clock_moves.hpp"
#include "sql/database.hpp"

namespace guichet::jobs::store {

/// Orders a move, unless a farther one is under way.
void order_move(sql::Batch& batch, std::int64_t book_id, Instant target);
void count_jobs(sql::Batch& batch, std::int64_t book_id, int jobs);
/// Writes nothing when the order has been for a later target since.
void end_move(sql::Batch& batch, std::int64_t book_id, Instant target);
Task<std::optional<ClockMove>> read_move(sql::Database& db, std::int64_t book_id);

}  // namespace guichet::jobs::store
