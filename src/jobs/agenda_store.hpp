#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "base/time.hpp"
#include "sql/database.hpp"

namespace guichet::jobs::store {

/// The one lease row of a book. `fence` grows by one each time the lease changes hands or length.
struct Lease {
  std::int64_t fence = 0;  // 0: the book never had a lease
  Instant held_until;
  std::string holder;
};

/// Books with a slot at or before `now`, those waiting longest first.
Task<std::vector<std::int64_t>> read_books_due(sql::Database& db, int bucket, Instant now,
                                               int books_max);
Task<Lease> read_lease(sql::Database& db, std::int64_t book_id);

/// Moves the lease from `fence` to `fence + 1`; the batch fails with a key conflict when anybody
/// else moved it first. `holder` must be different in every claim.
void move_lease(sql::Batch& batch, std::int64_t book_id, std::int64_t fence, Instant held_until,
                std::string holder);

void add_slot(sql::Batch& batch, int bucket, Instant due, std::int64_t book_id);
void remove_slot(sql::Batch& batch, int bucket, Instant due, std::int64_t book_id);
void remove_slots_until(sql::Batch& batch, int bucket, Instant until, std::int64_t book_id);

}  // namespace guichet::jobs::store
