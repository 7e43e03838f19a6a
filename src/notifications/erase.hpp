#pragma once

#include <cstdint>
#include <string>

#include "base/task.hpp"
#include "base/time.hpp"
#include "sql/database.hpp"

namespace guichet::notifications {

/// Adds the deletes of everything that was told, or is to be told, about a payment.
void erase_payment(sql::Batch& batch, std::int64_t book_id, const std::string& payment_id);

/// Erases rows of the delivery log from before `before` (wall time), about `rows_max` at most;
/// gives how many there were. The notification itself and its state stay.
Task<int> erase_log(sql::Database& db, std::int64_t book_id, Instant before, int rows_max);

}  // namespace guichet::notifications
