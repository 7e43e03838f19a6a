#include "notifications/outbox_store.hpp"

#include "notifications/retry.hpp"

namespace guichet::notifications {

std::optional<RowKey> RowKey::parse(std::string_view outbox_id) {
  const auto dot = outbox_id.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return std::nullopt;
  RowKey key{std::string(outbox_id.substr(0, dot)), std::string(outbox_id.substr(dot + 1))};
  if (!is_uuid(key.event_id)) return std::nullopt;
  return key;
}

namespace store {

namespace {

constexpr sql::Statement payment_rows{
    "outbox.payment_rows",
    "SELECT event_id, transaction_id, rule, url, state, attempts, calls, first_call, due_at "
    "FROM outbox WHERE book_id = $1 AND payment_id = $2 "
    "AND (due_at IS NOT NULL OR event_id = $3) ORDER BY event_id"};

constexpr sql::Statement due_rows{
    "outbox.due_rows",
    "SELECT payment_id, event_id FROM outbox WHERE book_id = $1 AND due_at <= $2 "
    "ORDER BY due_at LIMIT $3"};

constexpr sql::Statement next_due{
    "outbox.next_due",
    "SELECT MIN(due_at) FROM outbox WHERE book_id = $1 AND due_at IS NOT NULL"};

constexpr sql::Statement log_rows{
    "outbox.log",
    "SELECT a.payment_id, a.event_id, o.transaction_id, o.rule, o.url, a.attempt, a.started_at, "
    "a.http_status, a.fault, a.answer_start, a.kr_answer, a.kr_hash, a.duration_ms "
    "FROM outbox_attempt a JOIN outbox o ON o.book_id = a.book_id "
    "AND o.payment_id = a.payment_id AND o.event_id = a.event_id "
    "WHERE a.book_id = $1 ORDER BY a.started_at DESC, a.attempt DESC LIMIT $2"};

constexpr sql::Statement pending_rows{
    "outbox.pending",
    "SELECT COUNT(*), MIN(event_id) FROM outbox /* global */ WHERE due_at IS NOT NULL"};

constexpr sql::Statement row_in{
    "outbox.row_in",
    "INSERT INTO outbox (book_id, payment_id, event_id, transaction_id, rule, url, state, "
    "attempts, calls, first_call, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8)"};

constexpr sql::Statement attempt_in{
    "outbox.attempt_in",
    "INSERT INTO outbox_attempt (book_id, payment_id, event_id, attempt, by_hand, started_at, "
    "http_status, fault, duration_ms, answer_start, kr_hash, kr_answer) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"};

constexpr sql::Statement attempt_end{
    "outbox.attempt_end",
    "UPDATE outbox_attempt SET http_status = $5, fault = $6, duration_ms = $7, answer_start = $8 "
    "WHERE book_id = $1 AND payment_id = $2 AND event_id = $3 AND attempt = $4"};

constexpr sql::Statement attempt_counted{
    "outbox.attempt_counted",
    "UPDATE outbox SET attempts = $4 "
    "WHERE book_id = $1 AND payment_id = $2 AND event_id = $3 AND attempts < $4"};

constexpr sql::Statement row_leased{
    "outbox.row_leased",
    "UPDATE outbox SET state = 0, calls = $4, first_call = $5, due_at = $6 "
    "WHERE book_id = $1 AND payment_id = $2 AND event_id = $3 AND due_at IS NOT NULL"};

constexpr sql::Statement call_end{
    "outbox.call_end",
    "UPDATE outbox SET state = $5, due_at = $6, calls = $7, first_call = $8 "
    "WHERE book_id = $1 AND payment_id = $2 AND event_id = $3 AND calls = $4 "
    "AND due_at IS NOT NULL"};

constexpr sql::Statement row_rests{
    "outbox.row_rests",
    "UPDATE outbox SET state = $4, due_at = NULL "
    "WHERE book_id = $1 AND payment_id = $2 AND event_id = $3 AND calls = $5 "
    "AND due_at IS NOT NULL"};

constexpr sql::Statement row_delivered{
    "outbox.row_delivered",
    "UPDATE outbox SET state = 2, due_at = NULL, "
    "attempts = CASE WHEN attempts < $4 THEN $4 ELSE attempts END, "
    "calls = CASE WHEN calls < $5 THEN $5 ELSE calls END "
    "WHERE book_id = $1 AND payment_id = $2 AND event_id = $3"};

/// Rules are stored by their place in merchants::all_rules: add at its end only.
Rule rule_of(std::int64_t number) { return static_cast<Rule>(number); }

}  // namespace

Task<std::vector<OutboxRow>> read_payment(sql::Database& db, std::int64_t book_id, RowKey key) {
  const sql::Rows rows =
      co_await db.read(payment_rows, sql::values(book_id, key.payment_id, key.event_id));
  std::vector<OutboxRow> found;
  for (const auto& row : rows) {
    OutboxRow one;
    one.event_id = row.text(0);
    one.transaction = row.text(1);
    one.rule = rule_of(row.integer(2));
    one.url = row.text(3);
    one.state = static_cast<RowState>(row.integer(4));
    one.attempts = static_cast<int>(row.integer(5));
    one.calls = static_cast<int>(row.integer(6));
    one.first_call = row.instant(7);
    one.due_at = Instant{row.optional_integer(8).value_or(0)};
    found.push_back(std::move(one));
  }
  co_return found;
}

Task<std::vector<RowKey>> read_due(sql::Database& db, std::int64_t book_id, Instant now,
                                   int rows_max) {
  const sql::Rows rows = co_await db.read(due_rows, sql::values(book_id, now, rows_max));
  std::vector<RowKey> keys;
  for (const auto& row : rows) keys.push_back(RowKey{row.text(0), row.text(1)});
  co_return keys;
}

Task<std::optional<Instant>> read_next_due(sql::Database& db, std::int64_t book_id) {
  const sql::Rows rows = co_await db.read(next_due, sql::values(book_id));
  std::optional<Instant> next;
  if (!rows.empty() && !rows[0].is_null(0)) next = rows[0].instant(0);
  co_return next;
}

Task<std::vector<Outbox::Delivery>> read_log(sql::Database& db, std::int64_t book_id,
                                             int rows_max) {
  const sql::Rows rows = co_await db.read(log_rows, sql::values(book_id, rows_max));
  std::vector<Outbox::Delivery> log;
  for (const auto& row : rows) {
    Outbox::Delivery one;
    one.payment_id = row.text(0);
    one.outbox_id = RowKey{row.text(0), row.text(1)}.text();
    one.transaction = row.text(2);
    one.rule = std::string(merchants::name_of(rule_of(row.integer(3))));
    one.url = row.text(4);
    one.attempt = static_cast<int>(row.integer(5));
    one.at = row.instant(6);
    one.http_status = static_cast<int>(row.integer(7));
    one.fault = row.text(8);
    one.answer_start = row.text(9);
    one.kr_answer = row.text(10);
    one.kr_hash = row.text(11);
    one.duration_ms = row.integer(12);
    one.delivered = one.fault.empty() && is_success(one.http_status);
    log.push_back(std::move(one));
  }
  co_return log;
}

Task<PendingRows> read_pending(sql::Database& db) {
  const sql::Rows rows = co_await db.read(pending_rows, sql::Parameters());
  PendingRows pending;
  if (!rows.empty()) pending = {rows[0].integer(0), rows[0].text_or_empty(1)};
  co_return pending;
}

void add_row(sql::Batch& batch, std::int64_t book_id, const RowKey& key, const OutboxRow& row) {
  batch.add(row_in, {book_id, key.payment_id, key.event_id, row.transaction,
                     static_cast<int>(row.rule), row.url, static_cast<int>(row.state),
                     row.due_at});
}

void add_attempt(sql::Batch& batch, std::int64_t book_id, const RowKey& key,
                 const AttemptRow& attempt) {
  batch.add(attempt_in,
            {book_id, key.payment_id, key.event_id, attempt.attempt, attempt.by_hand,
             attempt.started_at, attempt.http_status, attempt.fault, attempt.duration_ms,
             attempt.answer_start, attempt.kr_hash, attempt.kr_answer});
}

void end_attempt(sql::Batch& batch, std::int64_t book_id, const RowKey& key,
                 const AttemptRow& attempt) {
  batch.add(attempt_end, {book_id, key.payment_id, key.event_id, attempt.attempt,
                          attempt.http_status, attempt.fault, attempt.duration_ms,
                          attempt.answer_start});
}

void count_attempt(sql::Batch& batch, std::int64_t book_id, const RowKey& key, int attempt) {
  batch.add(attempt_counted, {book_id, key.payment_id, key.event_id, attempt});
}

void lease(sql::Batch& batch, std::int64_t book_id, const RowKey& key, int calls,
           Instant first_call, Instant until) {
  batch.add(row_leased, {book_id, key.payment_id, key.event_id, calls, first_call, until});
}

void end_call(sql::Batch& batch, std::int64_t book_id, const RowKey& key, int calls_before,
              const CallEnd& end) {
  batch.add(call_end, {book_id, key.payment_id, key.event_id, calls_before,
                       static_cast<int>(end.state), end.due_at, end.calls, end.first_call});
}

void deliver(sql::Batch& batch, std::int64_t book_id, const RowKey& key, int attempt, int calls) {
  batch.add(row_delivered, {book_id, key.payment_id, key.event_id, attempt, calls});
}

void rest(sql::Batch& batch, std::int64_t book_id, const RowKey& key, int calls, RowState state) {
  batch.add(row_rests,
            {book_id, key.payment_id, key.event_id, static_cast<int>(state), calls});
}

}  // namespace store

}  // namespace guichet::notifications
