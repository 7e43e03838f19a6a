#pragma once

#include <string>
#include <utility>
#include <vector>

#include "payments/remittances.hpp"
#include "sql/database.hpp"

namespace guichet::payments {

/// Payments of a book after `after` in the order of their ids, with their creation.
Task<std::vector<std::pair<std::string, Instant>>> load_payment_births(sql::Database& db,
                                                                       std::int64_t book_id,
                                                                       std::string after,
                                                                       int rows_max);
Task<bool> has_attempt(sql::Database& db, std::int64_t book_id, std::string payment_id);
/// Closed files that began before `before` and hold no transaction that is still there.
Task<std::vector<RemittanceFile>> load_closed_remittances(sql::Database& db, std::int64_t book_id,
                                                          Instant before, int rows_max);

/// A transaction with its history, and that of its errands.
void erase_transaction(sql::Batch& batch, std::int64_t book_id, const std::string& uuid);
/// A payment with the history of its session.
void erase_payment(sql::Batch& batch, std::int64_t book_id, const std::string& payment_id);
/// Notes that transactions up to `uuid` have been erased, for whoever compares books with ledgers.
void note_erasure(sql::Batch& batch, std::int64_t book_id, const std::string& uuid);
/// The highest uuid noted, or empty.
Task<std::string> load_erasure(sql::Database& db, std::int64_t book_id);
/// The history of a session that never came to a payment.
void erase_lone_history(sql::Batch& batch, std::int64_t book_id, const std::string& payment_id);
/// A file with its lines and history. Its number stays leased while it is the highest.
void erase_remittance(sql::Batch& batch, const RemittanceFile& file);
void erase_counter(sql::Batch& batch, std::int64_t book_id, const std::string& counter);

}  // namespace guichet::payments
