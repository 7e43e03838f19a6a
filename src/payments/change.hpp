#pragma once

#include <functional>
#include <optional>
#include <string>

#include "payments/charge.hpp"

namespace guichet::payments {

/// Who moves a transaction; decides which rule tells the merchant (spec/status-machine.md 16).
enum class Source {
  web_service,          // the answer is the message: only the rule "operation by web service"
  back_office,
  batch_authorisation,  // deferred authorisations
  batch                 // what acquirer and time do: expiry, rejected captures, polled results
};
merchants::Rule rule_of(Source source);

/// One unit of changes to transactions of a book: load → decide → write (design.md 1.3).
///
/// Every way an existing transaction moves goes through here, for services, jobs and recovery
/// alike. A transition that is not in the table of status.hpp cannot be written: check() ends the
/// process. The first call must be `move`, `intend` or `create`: its history row is the guard of
/// the batch, so that of two changes to the same version only one is written.
///
///     co_await sql::run_unit<bool>(db, "expire", [&]() -> Task<sql::Decision<bool>> {
///       Change change(with, book, "expiry");
///       auto current = co_await load_transaction(db, book->id, uuid);
///       if (current->pending || current->status != authorised_to_validate) co_return …;
///       Transaction after = *current;
///       after.status = DetailedStatus::expired;
///       change.move(*current, after, StatusEvent::validity_over);
///       change.notify(Source::batch, after);
///       co_return {change.take(), true};
///     });
class Change {
 public:
  /// `actor`: who, for the history: "web service", "back office", a job's name.
  Change(const Collaborators& with, BookPtr book, std::string actor);

  /// Writes `after` over `before`, as it was loaded; sets `after.version`. `reason`: comment of the
  /// merchant, code of the acquirer; or empty. `before` must not be pending.
  void move(const Transaction& before, Transaction& after, StatusEvent event,
            std::string reason = {});
  /// A new transaction, at version 1.
  void create(Transaction& fresh, StatusEvent event, std::string reason = {});

  /// Commit A of an errand, or of a charge that the transaction awaits: writes the attempt and
  /// marks the transaction pending, which keeps everybody else away until `settle`. Sets
  /// `current.version` and `current.pending`.
  void intend(Transaction& current, Attempt errand);
  /// Commit B of an errand: as `move`, and the attempt is gone. `before` must be pending.
  void settle(const Transaction& before, Transaction& after, StatusEvent event,
              std::string reason = {});

  /// Commit B of a charge that was awaited: as `settle`, and what becomes of the attempt is the
  /// caller's.
  void answer_awaited(const Transaction& before, Transaction& after, std::string reason);

  /// Commit B of an errand that changed nothing: not pending any more, in the same status.
  void withdraw(const Transaction& before, Transaction& after, std::string reason);

  /// Leaves a duty behind: the authorisation that `cancelled` rested on is given back to the
  /// acquirer, at once by Errands::release, or by recovery.
  Attempt give_back(const Transaction& cancelled);

  /// Adds an outbox row about a transaction when the shop's rule asks for one.
  void notify(merchants::Rule rule, const Transaction& about);
  void notify(Source source, const Transaction& about) { notify(rule_of(source), about); }

  /// Tells the shop's people of a deferred authorisation that was refused for good, where the shop
  /// wants that (spec/status-machine.md 6, row 17).
  void mail_refusal(const Transaction& refused);

  const merchants::Book& book() const { return *book_; }
  sql::Batch& batch() { return batch_; }
  bool empty() const { return batch_.empty(); }
  sql::Batch take() { return std::move(batch_); }
  /// Of the last `notify` that called anybody: to be delivered now; or empty.
  const std::string& outbox_id() const { return outbox_id_; }

 private:
  void note_what_follows(const Transaction& after);
  void write_history(const Transaction& before, const Transaction& after, std::string event,
                     std::string reason);
  void replace(const Transaction& before, Transaction& after, StatusEvent event,
               std::string reason);

  const Collaborators& with_;
  BookPtr book_;
  std::string actor_;
  sql::Batch batch_;
  std::string outbox_id_;
};

/// What a change of one transaction came to.
struct Changed {
  Transaction transaction;  // as it stands now
  std::string outbox_id;    // to be delivered now, or empty
  bool changed = true;      // false: decided to write nothing
};

/// Decides about `current`, without I/O: records on `change` what is to be written and sets `after`
/// (a copy of `current`) to what will stand; records nothing to leave things as they are; throws
/// contract::Refusal to end the request. Called again when somebody else was faster.
using Decide = std::function<void(Change& change, const Transaction& current, Transaction& after)>;

/// A transaction once no errand is open for it, or as it stands after `wait` at most. Nothing when
/// there is no such transaction.
Task<std::optional<Transaction>> load_at_rest(const Collaborators& with, BookPtr book,
                                              std::string uuid, Scheduler::Duration wait);

/// Load → decide → write of one transaction. One that is pending is waited for: at most
/// `pending_wait`, then `decide` is called all the same and must not move it. Nothing when there
/// is no such transaction.
Task<std::optional<Changed>> change_transaction(const Collaborators& with, BookPtr book,
                                                std::string uuid, std::string actor,
                                                Decide decide,
                                                Scheduler::Duration pending_wait);

/// How long a request waits for an errand: the acquirer's deadline and the commit after it.
inline constexpr auto pending_wait_max = limits::acquirer_deadline + std::chrono::seconds(2);

}  // namespace guichet::payments
