#include "base/check.hpp"
#include "payments/store.hpp"

namespace guichet::payments {

namespace {

const sql::Statement insert_history{
    "payments.insert_history",
    "INSERT INTO history (book_id, entity, version, at, actor, event, from_status, to_status, "
    "reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};

const sql::Statement insert_payment{
    "payments.insert_payment",
    "INSERT INTO payments (book_id, payment_id, order_id, amount, currency, origin, attempts_max, "
    "created_at, legacy_trans_id, document) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
    "ON CONFLICT (book_id, payment_id) DO NOTHING"};

const sql::Statement update_payment_amount{
    "payments.update_amount",
    "UPDATE payments SET amount = $3 WHERE book_id = $1 AND payment_id = $2"};

const sql::Statement insert_transaction{
    "payments.insert_transaction",
    "INSERT INTO transactions (book_id, uuid, payment_id, order_id, version, operation, status, "
    "amount, currency, sequence, created_at, expected_capture_at, details) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"};

const sql::Statement select_payment{
    "payments.select_payment",
    "SELECT book_id, payment_id, order_id, amount, currency, origin, attempts_max, created_at, "
    "legacy_trans_id, document FROM payments WHERE book_id = $1 AND payment_id = $2"};

const sql::Statement set_transaction{
    "payments.set_transaction",
    "UPDATE transactions SET order_id = $3, version = $4, status = $5, amount = $6, "
    "expected_capture_at = $7, details = $8, pending = $9 WHERE book_id = $1 AND uuid = $2"};

const sql::Statement select_transaction{
    "payments.select_transaction",
    "SELECT book_id, uuid, payment_id, order_id, version, operation, status, amount, "
    "currency, sequence, created_at, expected_capture_at, details, pending "
    "FROM transactions WHERE book_id = $1 AND uuid = $2"};

const sql::Statement select_of_payment{
    "payments.select_of_payment",
    "SELECT book_id, uuid, payment_id, order_id, version, operation, status, amount, "
    "currency, sequence, created_at, expected_capture_at, details, pending "
    "FROM transactions WHERE book_id = $1 AND payment_id = $2 ORDER BY uuid"};

const sql::Statement select_of_order{
    "payments.select_of_order",
    "SELECT book_id, uuid, payment_id, order_id, version, operation, status, amount, "
    "currency, sequence, created_at, expected_capture_at, details, pending "
    "FROM transactions WHERE book_id = $1 AND order_id = $2 ORDER BY uuid LIMIT $3"};

const sql::Statement select_of_order_and_operation{
    "payments.select_of_order_and_operation",
    "SELECT book_id, uuid, payment_id, order_id, version, operation, status, amount, "
    "currency, sequence, created_at, expected_capture_at, details, pending "
    "FROM transactions WHERE book_id = $1 AND order_id = $2 AND operation = $3 "
    "ORDER BY uuid LIMIT $4"};

const sql::Statement select_page{
    "payments.select_page",
    "SELECT book_id, uuid, payment_id, order_id, version, operation, status, amount, "
    "currency, sequence, created_at, expected_capture_at, details, pending "
    "FROM transactions WHERE book_id = $1 AND uuid > $2 ORDER BY uuid LIMIT $3"};

sql::Value text_or_null(const std::string& text) {
  return text.empty() ? sql::Value(sql::Null{}) : sql::Value(text);
}

Currency currency_of(const std::string& code) {
  const auto currency = Currency::find(code);
  check(currency.has_value(), "stored currency is unknown");
  return *currency;
}

Transaction read_transaction(const sql::Row& row) {
  const auto operation = find_operation_type(row.text(5));
  const auto status = find_detailed_status(row.text(6));
  check(operation && status, "stored operation or status is unknown");
  std::optional<Instant> capture_at;
  if (!row.is_null(11)) capture_at = row.instant(11);
  return Transaction{.book_id = row.integer(0),
                     .uuid = row.text(1),
                     .payment_id = row.text(2),
                     .order_id = row.text_or_empty(3),
                     .version = row.integer(4),
                     .operation = *operation,
                     .status = *status,
                     .amount = {row.integer(7), currency_of(row.text(8))},
                     .sequence = static_cast<int>(row.integer(9)),
                     .created_at = row.instant(10),
                     .expected_capture_at = capture_at,
                     .details = read_details(row.text(12)),
                     .pending = row.boolean(13)};
}

std::vector<Transaction> read_transactions(const sql::Rows& rows) {
  std::vector<Transaction> list;
  list.reserve(rows.size());
  for (const auto& row : rows) list.push_back(read_transaction(row));
  return list;
}

}  // namespace

void add_history(sql::Batch& batch, const HistoryEntry& entry) {
  batch.add(insert_history,
            {entry.book_id, entry.entity, entry.version, entry.at, entry.actor, entry.event,
             text_or_null(entry.from_status), text_or_null(entry.to_status),
             text_or_null(entry.reason)});
}

void add_payment(sql::Batch& batch, const Payment& payment) {
  batch.add(insert_payment,
            {payment.book_id, payment.id, text_or_null(payment.order_id), payment.amount.minor,
             payment.amount.currency.code(), payment.origin == Origin::form ? "form" : "service",
             payment.attempts_max, payment.created_at, payment.legacy_trans_id, payment.document});
}

void update_amount(sql::Batch& batch, const Payment& payment) {
  batch.add(update_payment_amount, {payment.book_id, payment.id, payment.amount.minor});
}

void add_transaction(sql::Batch& batch, const Transaction& t) {
  batch.add(insert_transaction,
            {t.book_id, t.uuid, t.payment_id, text_or_null(t.order_id), t.version,
             name_of(t.operation), name_of(t.status), t.amount.minor, t.amount.currency.code(),
             t.sequence, t.created_at, t.expected_capture_at, write_details(t.details)});
}

void update_transaction(sql::Batch& batch, const Transaction& t) {
  batch.add(set_transaction,
            {t.book_id, t.uuid, text_or_null(t.order_id), t.version, name_of(t.status),
             t.amount.minor, t.expected_capture_at, write_details(t.details), t.pending ? 1 : 0});
}

Task<std::optional<Payment>> load_payment(sql::Database& db, std::int64_t book_id,
                                          std::string id) {
  sql::Parameters parameters{book_id, id};
  const sql::Rows rows = co_await db.read(select_payment, std::move(parameters));
  if (rows.empty()) co_return std::nullopt;
  const auto& row = rows.front();
  co_return Payment{.book_id = row.integer(0),
                    .id = row.text(1),
                    .order_id = row.text_or_empty(2),
                    .amount = {row.integer(3), currency_of(row.text(4))},
                    .origin = row.text(5) == "form" ? Origin::form : Origin::service,
                    .attempts_max = static_cast<int>(row.integer(6)),
                    .created_at = row.instant(7),
                    .legacy_trans_id = row.text(8),
                    .document = row.text(9)};
}

Task<std::optional<Transaction>> load_transaction(sql::Database& db, std::int64_t book_id,
                                                  std::string uuid) {
  sql::Parameters parameters{book_id, uuid};
  const sql::Rows rows = co_await db.read(select_transaction, std::move(parameters));
  if (rows.empty()) co_return std::nullopt;
  co_return read_transaction(rows.front());
}

Task<std::vector<Transaction>> load_of_payment(sql::Database& db, std::int64_t book_id,
                                               std::string payment_id) {
  sql::Parameters parameters{book_id, payment_id};
  const sql::Rows rows = co_await db.read(select_of_payment, std::move(parameters));
  co_return read_transactions(rows);
}

Task<std::vector<Transaction>> load_of_order(sql::Database& db, std::int64_t book_id,
                                             std::string order_id,
                                             std::optional<OperationType> operation,
                                             int rows_max) {
  sql::Parameters parameters{book_id, order_id};
  if (operation) parameters.emplace_back(name_of(*operation));
  parameters.emplace_back(rows_max);
  const auto& statement = operation ? select_of_order_and_operation : select_of_order;
  const sql::Rows rows = co_await db.read(statement, std::move(parameters));
  co_return read_transactions(rows);
}

Task<std::vector<Transaction>> load_page(sql::Database& db, std::int64_t book_id,
                                         std::string after, int rows_max) {
  sql::Parameters parameters{book_id, after, rows_max};
  const sql::Rows rows = co_await db.read(select_page, std::move(parameters));
  co_return read_transactions(rows);
}

}  // namespace guichet::payments
