#pragma once

#include <optional>
#include <string>

#include "payments/store.hpp"
#include "sql/database.hpp"
#include "sql/migration.hpp"

namespace guichet::checkout {

/// A payment session: one row, made at first opening. Its key is the payment's id, its changes are
/// guarded by the history of the same name.
struct Session {
  std::int64_t book_id = 0;
  std::string payment_id;
  std::int64_t version = 0;     // 0: not stored yet
  std::int64_t generation = 0;  // tokens of an older generation are superseded
  int attempts_used = 0;
  std::string in_flight;        // uuid of the attempt under way, or empty
  bool closed = false;          // paid, the last attempt refused, or over
  Instant opened_at;            // business time
  Instant expires_at;           // business time: 15 minutes after the token's birth
  std::int64_t paid_minor = 0;  // accepted so far; less than the amount: a split payment
  int attempts_before = 0;      // of attempts_used, those up to the last accepted part

  /// Attempts left for what remains to be paid, of `attempts_max` for each part.
  int attempts_left(int attempts_max) const {
    return attempts_max - (attempts_used - attempts_before);
  }
};

/// Adds the guard and the row as they are after a change; raises `session.version`. The first
/// change brings the due row of the session's end.
void add_session_change(sql::Batch& batch, Session& session, Instant wall, std::string actor,
                        std::string event, std::string reason = {});
Task<std::optional<Session>> load_session(sql::Database& db, std::int64_t book_id,
                                          std::string payment_id);

/// A context too large for its token, sealed by the caller. `created_at` is business time.
void add_stored_context(sql::Batch& batch, std::int64_t book_id, const std::string& context_id,
                        const std::string& sealed, Instant created_at);
/// Empty when there is none.
Task<std::string> load_stored_context(sql::Database& db, std::int64_t book_id,
                                      std::string context_id);

/// Adds the delete of a payment's session.
void erase_session(sql::Batch& batch, std::int64_t book_id, const std::string& payment_id);
/// Erases sessions that were opened before `sessions_before` and contexts that were stored before
/// `contexts_before` (business times); about `rows_max` sessions at most, and gives how many.
Task<int> erase_sessions(sql::Database& db, std::int64_t book_id, Instant sessions_before,
                         Instant contexts_before, int rows_max);

sql::Migrations schema();

}  // namespace guichet::checkout
