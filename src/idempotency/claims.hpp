#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "sql/database.hpp"
#include "sql/migration.hpp"

/// Calls that carry an Idempotency-Key: made once, answered as often as asked.
///
/// A claim is written together with the first durable thing a call does, the answer together with
/// the last one. So a claim that exists means that the call began, and an answer that exists is the
/// only one anybody gets. Ages are wall time: what a key protects from is a repetition by a network
/// or a client, and a TEST book whose clock is moved a year ahead must not charge twice for it.
namespace guichet::idempotency {

/// What is known of a call before it does anything.
struct Claim {
  std::int64_t book_id = 0;
  std::string key;           // keyed hash of the header's value, 64 hexadecimal digits
  std::string fingerprint;   // keyed hash of service and body
  std::string service;       // "PCI/Charge/CreatePayment"
  std::string ticket;        // of the call: two calls with one key differ in it
  Instant at;                // wall time
  bool over_expired = false; // an older claim of this key has had its 30 days and goes
};

struct Record {
  Claim claim;
  std::optional<std::string> answer;  // the whole body, once the call is over
};

/// The guard: a second claim of the key makes the whole batch fail with sql::Commit::conflict.
void add_claim(sql::Batch& batch, const Claim& claim);
/// Claim and answer at once, for a call whose only durable trace they are.
void add_answered_claim(sql::Batch& batch, const Claim& claim, const std::string& answer);
/// The answer of a claim that is there; nothing when it has one, or was forgotten.
void add_answer(sql::Batch& batch, std::int64_t book_id, const std::string& key,
                const std::string& answer);

Task<std::optional<Record>> find(sql::Database& db, std::int64_t book_id, std::string key);

/// Retention: removes at most `rows_max` claims of a book that are older than
/// `limits::idempotency_life` at `now` (wall time). Gives how many there were; call again when it
/// is `rows_max`. Zero also when the store is unavailable.
Task<int> forget_expired(sql::Database& db, std::int64_t book_id, Instant now, int rows_max);

/// True when a claim made at `at` no longer protects at `now`.
bool expired(Instant at, Instant now);

sql::Migrations schema();

}  // namespace guichet::idempotency
