#include "payments/remittance_store.hpp"

#include <charconv>

namespace guichet::payments {

namespace {

const sql::Statement insert_file{
    "remittances.insert_file",
    "INSERT INTO remittances (book_id, mid, number, currency, opened_at, closed_at, debits, "
    "debit_amount, credits, credit_amount) VALUES ($1, $2, $3, $4, $5, NULL, 0, 0, 0, 0)"};

const sql::Statement set_closed{
    "remittances.set_closed",
    "UPDATE remittances SET closed_at = $4, debits = $5, debit_amount = $6, credits = $7, "
    "credit_amount = $8 WHERE book_id = $1 AND mid = $2 AND number = $3 AND closed_at IS NULL"};

// A batch is told about nothing but key conflicts: this insert repeats the file's key when the
// file is closed, and inserts no row otherwise.
const sql::Statement file_is_open{
    "remittances.file_is_open",
    "INSERT INTO remittances (book_id, mid, number, currency, opened_at, closed_at, debits, "
    "debit_amount, credits, credit_amount) SELECT book_id, mid, number, currency, opened_at, "
    "closed_at, debits, debit_amount, credits, credit_amount FROM remittances "
    "WHERE book_id = $1 AND mid = $2 AND number = $3 AND closed_at IS NOT NULL"};

const sql::Statement insert_line{
    "remittances.insert_line",
    "INSERT INTO remittance_lines (book_id, mid, number, uuid, credit, amount) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (book_id, mid, number, uuid) DO NOTHING"};

const sql::Statement select_files{
    "remittances.select_files",
    "SELECT book_id, mid, number, currency, opened_at, closed_at, debits, debit_amount, credits, "
    "credit_amount FROM remittances WHERE book_id = $1 ORDER BY opened_at DESC, mid, number DESC "
    "LIMIT $2"};

const sql::Statement select_file{
    "remittances.select_file",
    "SELECT book_id, mid, number, currency, opened_at, closed_at, debits, debit_amount, credits, "
    "credit_amount FROM remittances WHERE book_id = $1 AND mid = $2 AND number = $3"};

const sql::Statement select_open{
    "remittances.select_open",
    "SELECT book_id, mid, number, currency, opened_at, closed_at, debits, debit_amount, credits, "
    "credit_amount FROM remittances WHERE book_id = $1 AND mid = $2 AND currency = $3 "
    "AND opened_at >= $4 AND closed_at IS NULL ORDER BY number DESC LIMIT 1"};

const sql::Statement sum_lines{
    "remittances.sum_lines",
    "SELECT credit, COUNT(*), SUM(amount) FROM remittance_lines "
    "WHERE book_id = $1 AND mid = $2 AND number = $3 GROUP BY credit"};

const sql::Statement select_lines{
    "remittances.select_lines",
    "SELECT l.uuid, l.credit, l.amount, t.order_id FROM remittance_lines l "
    "LEFT JOIN transactions t ON t.book_id = l.book_id AND t.uuid = l.uuid "
    "WHERE l.book_id = $1 AND l.mid = $2 AND l.number = $3 AND l.uuid > $4 "
    "ORDER BY l.uuid LIMIT $5"};

/// The number of a file as its six digits say it.
std::int64_t number_of(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

RemittanceFile read_file(const sql::Row& row) {
  RemittanceFile file{.book_id = row.integer(0),
                      .mid = row.text(1),
                      .number = row.integer(2),
                      .currency = row.text(3),
                      .at = row.instant(4),
                      .debits = row.integer(6),
                      .debit_minor = row.integer(7),
                      .credits = row.integer(8),
                      .credit_minor = row.integer(9)};
  if (!row.is_null(5)) file.closed_at = row.instant(5);
  return file;
}

std::optional<RemittanceFile> first_file(const sql::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_file(rows.front());
}

}  // namespace

void add_remittance(sql::Batch& batch, const RemittanceFile& file) {
  batch.add(insert_file, {file.book_id, file.mid, file.number, file.currency, file.at});
}

void close_remittance(sql::Batch& batch, const RemittanceFile& file) {
  batch.add(set_closed, {file.book_id, file.mid, file.number, file.closed_at, file.debits,
                         file.debit_minor, file.credits, file.credit_minor});
}

void require_open_remittance(sql::Batch& batch, std::int64_t book_id, const std::string& mid,
                             const std::string& number_text) {
  batch.add(file_is_open, {book_id, mid, number_of(number_text)});
}

void add_remittance_line(sql::Batch& batch, const Transaction& captured) {
  const std::int64_t number = number_of(captured.details.capture_file);
  const bool credit = captured.operation == OperationType::credit;
  batch.add(insert_line, {captured.book_id, captured.details.mid, number, captured.uuid, credit,
                          captured.amount.minor});
}

Task<std::vector<RemittanceFile>> load_remittances(sql::Database& db, std::int64_t book_id,
                                                   int rows_max) {
  sql::Parameters parameters{book_id, rows_max};
  const sql::Rows rows = co_await db.read(select_files, std::move(parameters));
  std::vector<RemittanceFile> files;
  for (const auto& row : rows) files.push_back(read_file(row));
  co_return files;
}

Task<std::optional<RemittanceFile>> load_remittance(sql::Database& db, std::int64_t book_id,
                                                    std::string mid, std::int64_t number) {
  sql::Parameters parameters{book_id, mid, number};
  const sql::Rows rows = co_await db.read(select_file, std::move(parameters));
  co_return first_file(rows);
}

Task<std::optional<RemittanceFile>> load_open_remittance(sql::Database& db, std::int64_t book_id,
                                                         std::string mid, std::string currency,
                                                         Instant since) {
  sql::Parameters parameters{book_id, mid, currency, since};
  const sql::Rows rows = co_await db.read(select_open, std::move(parameters));
  co_return first_file(rows);
}

Task<RemittanceFile> sum_remittance(sql::Database& db, RemittanceFile file) {
  sql::Parameters parameters{file.book_id, file.mid, file.number};
  const sql::Rows rows = co_await db.read(sum_lines, std::move(parameters));
  for (const auto& row : rows) {
    const bool credit = row.boolean(0);
    (credit ? file.credits : file.debits) = row.integer(1);
    (credit ? file.credit_minor : file.debit_minor) = row.integer(2);
  }
  co_return file;
}

Task<std::vector<RemittanceLine>> load_remittance_lines(sql::Database& db, RemittanceFile file,
                                                        std::string after, int rows_max) {
  sql::Parameters parameters{file.book_id, file.mid, file.number, after, rows_max};
  const sql::Rows rows = co_await db.read(select_lines, std::move(parameters));
  std::vector<RemittanceLine> lines;
  for (const auto& row : rows) {
    lines.push_back({.uuid = row.text(0),
                     .credit = row.boolean(1),
                     .amount_minor = row.integer(2),
                     .order_id = row.text_or_empty(3)});
  }
  co_return lines;
}

}  // namespace guichet::payments
