#pragma once

#include <optional>
#include <string>
#include <vector>

#include "payments/payment.hpp"
#include "sql/database.hpp"
#include "sql/migration.hpp"

namespace guichet::payments {

/// Where an attempt stands (design.md 1.4). Its row exists while its outcome is not settled.
enum class Phase {
  authorise,  // the acquirer may or may not have been asked
  reverse,    // refused or cancelled for the client; what the acquirer may hold is to be released
  capture,    // errands about a transaction that exists: see errands.hpp
  refund,
  deferred_authorisation
};
/// True for the phases whose transaction exists already and waits for them (`pending`).
inline bool is_errand(Phase phase) {
  return phase != Phase::authorise && phase != Phase::reverse;
}

/// What an errand asks of the acquirer, apart from the transaction itself.
struct Errand {
  std::string request_id;   // 32 hexadecimal digits, new for every errand
  std::string file;         // capture and refund: number of the remittance file
  Instant file_at;          // and its time, business time
  bool last_try = true;     // deferred authorisation: a refusal is final
  std::string rule;         // notification rule of the outcome, or empty: nobody is told
};

/// A durable intent: written before anything leaves for the acquirer, gone with its outcome.
struct Attempt {
  std::int64_t book_id = 0;
  std::string uuid;         // the transaction it will make, and its request id; of errands, the
                            // transaction they are about: one at a time
  std::string payment_id;
  Phase phase = Phase::authorise;
  std::string owner;        // process that works on it
  Instant deadline;         // wall time after which anybody may take it over
  std::int64_t fence = 0;   // raised by each takeover; the outcome is history version fence + 1
  Transaction draft;        // the transaction as it will be, without its outcome; of errands
                            // not stored
  Errand errand;            // of errands only
  std::string claim;        // of an Idempotency-Key whose answer is due with the outcome, or empty
  bool awaited = false;     // its transaction exists: WAITING_FOR_PAYMENT, and pending until then
};

/// One row of the audit: who, when, from, to, why. Its key is the guard of every unit.
struct HistoryEntry {
  std::int64_t book_id = 0;
  std::string entity;
  std::int64_t version = 1;
  Instant at;               // wall time
  std::string actor;
  std::string event;
  std::string from_status, to_status, reason;  // or empty
};

std::string_view name_of(Phase phase);  // "authorise"
/// The event of commit A in the history of the transaction an errand is about: "asked_capture".
/// Its reason is the errand's request id.
std::string asked_event(Phase phase);
/// The history entity whose versions are the fence of an attempt: the transaction it will make, or
/// a name beside the transaction that exists already.
std::string guard_of(const Attempt& attempt);

void add_history(sql::Batch& batch, const HistoryEntry& entry);
void add_payment(sql::Batch& batch, const Payment& payment);
/// The amount of a stored payment; guarded by its session's history row in the same batch.
void update_amount(sql::Batch& batch, const Payment& payment);
void add_transaction(sql::Batch& batch, const Transaction& transaction);
/// Everything of a transaction that may change: order, version, status, amount, capture date,
/// details, pending. Only Change writes it, behind its guard.
void update_transaction(sql::Batch& batch, const Transaction& transaction);
void add_attempt(sql::Batch& batch, const Attempt& attempt);
/// New owner, deadline, fence and phase of an attempt; nothing when its fence is higher already.
void update_attempt(sql::Batch& batch, const Attempt& attempt);
void remove_attempt(sql::Batch& batch, std::int64_t book_id, const std::string& uuid);
/// The guard of a leased block of numbers.
void add_counter_block(sql::Batch& batch, std::int64_t book_id, const std::string& counter,
                       std::int64_t block);

Task<std::optional<Payment>> load_payment(sql::Database& db, std::int64_t book_id, std::string id);
Task<std::optional<Transaction>> load_transaction(sql::Database& db, std::int64_t book_id,
                                                  std::string uuid);
/// All transactions of a payment, oldest first.
Task<std::vector<Transaction>> load_of_payment(sql::Database& db, std::int64_t book_id,
                                               std::string payment_id);
/// Transactions of an order, oldest first, at most `rows_max`.
Task<std::vector<Transaction>> load_of_order(sql::Database& db, std::int64_t book_id,
                                             std::string order_id,
                                             std::optional<OperationType> operation, int rows_max);
Task<std::optional<Attempt>> load_attempt(sql::Database& db, std::int64_t book_id,
                                          std::string uuid);
/// Attempts of a book whose deadline has passed, or whose owner is not `owner` when
/// `others_are_dead`; oldest first, at most `rows_max`.
Task<std::vector<Attempt>> load_due_attempts(sql::Database& db, std::int64_t book_id, Instant now,
                                             std::string owner, bool others_are_dead,
                                             int rows_max);
/// Every attempt of a book that is not settled.
Task<std::vector<Attempt>> load_all_attempts(sql::Database& db, std::int64_t book_id);
/// Transactions of a book in the order of their uuid, those after `after`, at most `rows_max`.
Task<std::vector<Transaction>> load_page(sql::Database& db, std::int64_t book_id,
                                         std::string after, int rows_max);
Task<std::int64_t> count_attempts(sql::Database& db, std::int64_t book_id, Phase phase);
/// The highest block leased so far, or -1.
Task<std::int64_t> last_counter_block(sql::Database& db, std::int64_t book_id,
                                      std::string counter);

sql::Migrations schema();

}  // namespace guichet::payments
