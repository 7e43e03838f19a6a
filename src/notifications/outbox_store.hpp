#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.hpp"
#include "base/time.hpp"
#include "notifications/outbox.hpp"
#include "sql/database.hpp"

namespace guichet::notifications {

/// The key of an outbox row within its book. As one text, "payment.event", it is the outbox id.
struct RowKey {
  std::string payment_id;
  std::string event_id;

  std::string text() const { return payment_id + "." + event_id; }
  static std::optional<RowKey> parse(std::string_view outbox_id);
};

/// Where a row stands. The numbers are stored.
enum class RowState {
  leased = 0,      // somebody sends it, or is about to, until due_at
  waiting = 1,     // to be sent at due_at
  delivered = 2,
  superseded = 3,  // never sent: a newer event of the same transaction was
  given_up = 4
};

/// One outbox row.
struct OutboxRow {
  std::string event_id;     // UUIDv7: rows of a payment in the order of their events
  std::string transaction;
  Rule rule = Rule::end_of_payment;
  std::string url;
  RowState state = RowState::leased;
  int attempts = 0;         // rows of the delivery log, by hand included
  int calls = 0;            // automatic calls: the first one and the retries
  Instant first_call;       // of the automatic calls; 0 before it
  Instant due_at;           // 0 at rest

  bool pending() const { return state == RowState::leased || state == RowState::waiting; }
};

/// One row of the delivery log, as written.
struct AttemptRow {
  int attempt = 0;
  bool by_hand = false;
  Instant started_at;
  int http_status = 0;
  std::string fault;        // "unfinished" from the claim until the answer
  std::int64_t duration_ms = 0;
  std::string answer_start;
  std::string kr_hash;
  std::string kr_answer;    // TEST books only
};

/// A row of the outbox after a failed automatic call.
struct CallEnd {
  RowState state = RowState::waiting;
  std::optional<Instant> due_at;
  int calls = 0;
  Instant first_call;
};

namespace store {

/// Pending rows of one payment and the row `event_id` whatever its state, oldest first.
Task<std::vector<OutboxRow>> read_payment(sql::Database& db, std::int64_t book_id, RowKey key);
/// The keys of rows due at `now`, in order of due time.
Task<std::vector<RowKey>> read_due(sql::Database& db, std::int64_t book_id, Instant now,
                                   int rows_max);
Task<std::optional<Instant>> read_next_due(sql::Database& db, std::int64_t book_id);
Task<std::vector<Outbox::Delivery>> read_log(sql::Database& db, std::int64_t book_id,
                                             int rows_max);
/// Rows not delivered yet in all books, and the event id of the oldest.
struct PendingRows { std::int64_t rows = 0; std::string oldest_event_id; };
Task<PendingRows> read_pending(sql::Database& db);

void add_row(sql::Batch& batch, std::int64_t book_id, const RowKey& key, const OutboxRow& row);
/// The guard: its key exists when anybody else has begun the same attempt.
void add_attempt(sql::Batch& batch, std::int64_t book_id, const RowKey& key,
                 const AttemptRow& attempt);
void end_attempt(sql::Batch& batch, std::int64_t book_id, const RowKey& key,
                 const AttemptRow& attempt);
void count_attempt(sql::Batch& batch, std::int64_t book_id, const RowKey& key, int attempt);
/// Leases a pending row until `until` for automatic call number `calls`.
void lease(sql::Batch& batch, std::int64_t book_id, const RowKey& key, int calls,
           Instant first_call, Instant until);
/// Ends a failed automatic call; writes nothing when the row has moved on since: it was delivered
/// by hand, or its lease was lost and another call has begun. `calls_before` is what the row holds
/// while the call runs.
void end_call(sql::Batch& batch, std::int64_t book_id, const RowKey& key, int calls_before,
              const CallEnd& end);
/// Marks the row delivered, whatever became of it meanwhile, after `attempt` and `calls`.
void deliver(sql::Batch& batch, std::int64_t book_id, const RowKey& key, int attempt, int calls);
/// Puts a row to rest without a call, unless a call has begun since `calls` was read.
void rest(sql::Batch& batch, std::int64_t book_id, const RowKey& key, int calls, RowState state);

}  // namespace store

}  // namespace guichet::notifications
