#include <chrono>

#include "base/limits.hpp"
#include "idempotency/claims.hpp"

namespace guichet::idempotency {

namespace {

constexpr std::int64_t life_ms = std::chrono::milliseconds(limits::idempotency_life).count();

const sql::Statement insert_claim{
    "idempotency.claim",
    "INSERT INTO idempotency_claims (book_id, claim_key, fingerprint, service, ticket, claimed_at, "
    "answer) VALUES ($1, $2, $3, $4, $5, $6, $7)"};

const sql::Statement delete_expired_claim{
    "idempotency.release",
    "DELETE FROM idempotency_claims WHERE book_id = $1 AND claim_key = $2 AND claimed_at <= $3"};

const sql::Statement set_answer{
    "idempotency.answer",
    "UPDATE idempotency_claims SET answer = $3 "
    "WHERE book_id = $1 AND claim_key = $2 AND answer IS NULL"};

const sql::Statement select_claim{
    "idempotency.find",
    "SELECT fingerprint, service, ticket, claimed_at, answer FROM idempotency_claims "
    "WHERE book_id = $1 AND claim_key = $2"};

const sql::Statement select_expired{
    "idempotency.select_expired",
    "SELECT claim_key FROM idempotency_claims WHERE book_id = $1 AND claimed_at <= $2 "
    "ORDER BY claimed_at LIMIT $3"};

void add(sql::Batch& batch, const Claim& claim, sql::Value answer) {
  if (claim.over_expired) {
    batch.add(delete_expired_claim, {claim.book_id, claim.key, claim.at.plus_ms(-life_ms)});
  }
  batch.add(insert_claim, {claim.book_id, claim.key, claim.fingerprint, claim.service,
                           claim.ticket, claim.at, std::move(answer)});
}

}  // namespace

bool expired(Instant at, Instant now) { return at.plus_ms(life_ms) <= now; }

void add_claim(sql::Batch& batch, const Claim& claim) { add(batch, claim, sql::Null{}); }

void add_answered_claim(sql::Batch& batch, const Claim& claim, const std::string& answer) {
  add(batch, claim, answer);
}

void add_answer(sql::Batch& batch, std::int64_t book_id, const std::string& key,
                const std::string& answer) {
  batch.add(set_answer, {book_id, key, answer});
}

Task<std::optional<Record>> find(sql::Database& db, std::int64_t book_id, std::string key) {
  sql::Parameters parameters{book_id, key};
  const sql::Rows rows = co_await db.read(select_claim, std::move(parameters));
  if (rows.empty()) co_return std::nullopt;
  const sql::Row& row = rows.front();
  Record record{.claim = {.book_id = book_id,
                          .key = std::move(key),
                          .fingerprint = row.text(0),
                          .service = row.text(1),
                          .ticket = row.text(2),
                          .at = row.instant(3)}};
  if (!row.is_null(4)) record.answer = row.text(4);
  co_return record;
}

Task<int> forget_expired(sql::Database& db, std::int64_t book_id, Instant now, int rows_max) {
  const Instant until = now.plus_ms(-life_ms);
  sql::Parameters parameters{book_id, until, rows_max};
  const sql::Rows rows = co_await db.read(select_expired, std::move(parameters));
  if (rows.empty()) co_return 0;
  sql::Batch batch;
  for (const sql::Row& row : rows) {
    batch.add(delete_expired_claim, {book_id, row.text(0), until});
  }
  const sql::Commit outcome = co_await db.commit(std::move(batch));
  co_return outcome == sql::Commit::done ? static_cast<int>(rows.size()) : 0;
}

}  // namespace guichet::idempotency
