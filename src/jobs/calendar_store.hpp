#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "jobs/calendar.hpp"
#include "sql/database.hpp"

namespace guichet::jobs::store {

void add_due(sql::Batch& batch, std::int64_t book_id, const Due& due);
void remove_due(sql::Batch& batch, std::int64_t book_id, const Due& due);

/// Rows after `after` in the order of due time, job and entity that are due at or before `now`.
Task<std::vector<Due>> read_due(sql::Database& db, std::int64_t book_id, Due after, Instant now,
                                int rows_max);
Task<std::optional<Instant>> read_next_due(sql::Database& db, std::int64_t book_id,
                                           std::optional<Instant> after);

}  // namespace guichet::jobs::store
