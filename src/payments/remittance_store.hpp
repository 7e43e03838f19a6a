#pragma once

#include "payments/remittances.hpp"

namespace guichet::payments {

void add_remittance(sql::Batch& batch, const RemittanceFile& file);
/// Sets `closed_at` and the totals of an open file; writes nothing when it is closed.
void close_remittance(sql::Batch& batch, const RemittanceFile& file);
/// Makes the batch fail with a conflict when the file is closed.
void require_open_remittance(sql::Batch& batch, std::int64_t book_id, const std::string& mid,
                             const std::string& number_text);
/// The line of a transaction that has just been captured with its file.
void add_remittance_line(sql::Batch& batch, const Transaction& captured);

/// Files of a book, newest first, at most `rows_max`.
Task<std::vector<RemittanceFile>> load_remittances(sql::Database& db, std::int64_t book_id,
                                                   int rows_max);
Task<std::optional<RemittanceFile>> load_remittance(sql::Database& db, std::int64_t book_id,
                                                    std::string mid, std::int64_t number);
/// The latest open file of a contract and currency that began at or after `since`.
Task<std::optional<RemittanceFile>> load_open_remittance(sql::Database& db, std::int64_t book_id,
                                                         std::string mid, std::string currency,
                                                         Instant since);
/// The file with counts and totals of its lines, as they stand.
Task<RemittanceFile> sum_remittance(sql::Database& db, RemittanceFile file);
/// Lines after `after` in the order of their transactions' uuid.
Task<std::vector<RemittanceLine>> load_remittance_lines(sql::Database& db, RemittanceFile file,
                                                        std::string after, int rows_max);

}  // namespace guichet::payments
