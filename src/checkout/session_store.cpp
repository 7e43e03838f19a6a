#include "checkout/session_store.hpp"

#include "jobs/agenda.hpp"
#include "jobs/calendar.hpp"
#include "payments/purge_store.hpp"
#include "sql/unit.hpp"

namespace guichet::checkout {

namespace {

const sql::Statement upsert_session{
    "checkout.upsert_session",
    "INSERT INTO sessions (book_id, payment_id, version, generation, attempts_used, in_flight, "
    "closed, opened_at, expires_at, paid, attempts_before) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
    "ON CONFLICT (book_id, payment_id) DO UPDATE SET version = excluded.version, "
    "generation = excluded.generation, attempts_used = excluded.attempts_used, "
    "in_flight = excluded.in_flight, closed = excluded.closed, paid = excluded.paid, "
    "attempts_before = excluded.attempts_before"};

const sql::Statement select_session{
    "checkout.select_session",
    "SELECT book_id, payment_id, version, generation, attempts_used, in_flight, closed, "
    "opened_at, expires_at, paid, attempts_before FROM sessions "
    "WHERE book_id = $1 AND payment_id = $2"};

const sql::Statement insert_context{
    "checkout.insert_context",
    "INSERT INTO stored_contexts (book_id, context_id, sealed, created_at) "
    "VALUES ($1, $2, $3, $4)"};

const sql::Statement select_context{
    "checkout.select_context",
    "SELECT sealed FROM stored_contexts WHERE book_id = $1 AND context_id = $2"};

const sql::Statement delete_session{
    "checkout.delete_session", "DELETE FROM sessions WHERE book_id = $1 AND payment_id = $2"};

// Ids are in the order of birth, so the oldest come first.
const sql::Statement select_oldest{
    "checkout.select_oldest",
    "SELECT payment_id, opened_at FROM sessions WHERE book_id = $1 ORDER BY payment_id LIMIT $2"};

const sql::Statement delete_contexts{
    "checkout.delete_contexts",
    "DELETE FROM stored_contexts WHERE book_id = $1 AND created_at < $2"};

/// A session's end stands in the calendar from its beginning.
void add_expiry(sql::Batch& batch, const Session& session, Instant wall) {
  jobs::Calendar::add(batch, session.book_id,
                      {session.expires_at, jobs::Job::session_expiry, session.payment_id});
  const std::int64_t offset_ms = session.opened_at.ms - wall.ms;
  jobs::Agenda::note_due(batch, session.book_id, session.expires_at.plus_ms(-offset_ms));
}

}  // namespace

void add_session_change(sql::Batch& batch, Session& session, Instant wall, std::string actor,
                        std::string event, std::string reason) {
  ++session.version;
  if (session.version == 1) add_expiry(batch, session, wall);
  payments::add_history(batch, {.book_id = session.book_id,
                                .entity = session.payment_id,
                                .version = session.version,
                                .at = wall,
                                .actor = std::move(actor),
                                .event = std::move(event),
                                .reason = std::move(reason)});
  const sql::Value in_flight =
      session.in_flight.empty() ? sql::Value(sql::Null{}) : sql::Value(session.in_flight);
  batch.add(upsert_session,
            {session.book_id, session.payment_id, session.version, session.generation,
             session.attempts_used, in_flight, session.closed, session.opened_at,
             session.expires_at, session.paid_minor, session.attempts_before});
}

Task<std::optional<Session>> load_session(sql::Database& db, std::int64_t book_id,
                                          std::string payment_id) {
  sql::Parameters parameters{book_id, payment_id};
  const sql::Rows rows = co_await db.read(select_session, std::move(parameters));
  if (rows.empty()) co_return std::nullopt;
  const auto& row = rows.front();
  co_return Session{.book_id = row.integer(0),
                    .payment_id = row.text(1),
                    .version = row.integer(2),
                    .generation = row.integer(3),
                    .attempts_used = static_cast<int>(row.integer(4)),
                    .in_flight = row.text_or_empty(5),
                    .closed = row.boolean(6),
                    .opened_at = row.instant(7),
                    .expires_at = row.instant(8),
                    .paid_minor = row.integer(9),
                    .attempts_before = static_cast<int>(row.integer(10))};
}

void add_stored_context(sql::Batch& batch, std::int64_t book_id, const std::string& context_id,
                        const std::string& sealed, Instant created_at) {
  batch.add(insert_context, {book_id, context_id, sealed, created_at});
}

Task<std::string> load_stored_context(sql::Database& db, std::int64_t book_id,
                                      std::string context_id) {
  sql::Parameters parameters{book_id, context_id};
  const sql::Rows rows = co_await db.read(select_context, std::move(parameters));
  co_return rows.empty() ? std::string() : rows.front().text(0);
}

void erase_session(sql::Batch& batch, std::int64_t book_id, const std::string& payment_id) {
  batch.add(delete_session, {book_id, payment_id});
}

Task<int> erase_sessions(sql::Database& db, std::int64_t book_id, Instant sessions_before,
                         Instant contexts_before, int rows_max) {
  sql::Parameters parameters{book_id, rows_max};
  const sql::Rows rows = co_await db.read(select_oldest, std::move(parameters));
  sql::Batch batch;
  int count = 0;
  for (const auto& row : rows) {
    if (row.instant(1) >= sessions_before) continue;
    erase_session(batch, book_id, row.text(0));
    payments::erase_lone_history(batch, book_id, row.text(0));
    ++count;
  }
  batch.add(delete_contexts, {book_id, contexts_before});
  const sql::Commit outcome = co_await db.commit(std::move(batch));
  if (outcome != sql::Commit::done) throw sql::UnitFailed(outcome, "erase sessions");
  co_return count;
}

}  // namespace guichet::checkout
