#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "acquiring/acquirer.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "idempotency/claims.hpp"
#include "merchants/directory.hpp"
#include "notifications/outbox.hpp"
#include "payments/instalments.hpp"
#include "payments/legacy_ids.hpp"
#include "payments/payment.hpp"
#include "payments/selection.hpp"
#include "payments/store.hpp"
#include "sql/database.hpp"
#include "vault/vault.hpp"

namespace guichet::payments {

using merchants::BookPtr;

/// The buyer's surroundings, echoed in `customer.extraDetails`.
struct Buyer {
  std::string ip, user_agent, accept;  // or empty
};

/// One wish to pay: a payment and the card to pay it with.
struct ChargeRequest {
  BookPtr book;
  Payment payment;               // `id` and `created_at` set; `legacy_trans_id` may be empty
  CardInput card;
  int sequence = 1;
  std::optional<Transaction> waiting{};  // that becomes this one: WAITING_FOR_PAYMENT, at rest
  int capture_delay_days = 0;    // 0…365
  std::optional<Plan> plan;      // of instalments; sound for the payment's amount
  std::int64_t paid_minor = 0;   // what earlier cards paid of it; more than 0: the rest is asked
  bool manual_validation = false;
  std::string payment_source = "EC";
  std::string mid;               // forced contract, or empty
  std::vector<std::string> brands;  // those that may pay; empty: all
  std::int64_t eligible_minor = 0;  // what meal vouchers may pay of it; 0: all
  int installment_number = 0;    // of the acquirer, 0: none
  Buyer buyer;
  std::string user_info;         // "JS Client" or empty
  bool merchant_initiated = false;  // no buyer is there: no security code, no authentication
  std::string parent;            // uuid it is a duplicate of, or empty
  std::optional<idempotency::Claim> claim;  // of a call with an Idempotency-Key
};

/// A charge whose facts are checked and whose ids are chosen, before anything is written.
struct PreparedCharge {
  BookPtr book;
  Payment payment;
  Attempt attempt;
  CardInput card;
  Selection selection;
  std::optional<idempotency::Claim> claim;
  std::optional<Transaction> waiting;  // as loaded for commit A
  std::optional<risk::Suspect> unjudged;  // presumed clean, until `judge` finds something
};

/// A charge at rest: what was decided and made durable.
struct Settled {
  Payment payment;
  Transaction transaction;
  std::string outbox_id;         // to be delivered now, or empty
  std::vector<Transaction> later{};  // further instalments created with it, in order
};

/// Lets the owner of sessions add its writes to commit B of a form attempt, live or recovered.
/// False: the buyer goes on paying, and the merchant hears of it all at the end.
using SessionOutcome = std::function<Task<bool>(
    sql::Batch& batch, BookPtr book, const Payment& payment, const Transaction& outcome)>;

/// Writes the whole answer of a call with an Idempotency-Key, to be kept with its outcome; `later`:
/// the further instalments of a plan. Only the faces know how answers look, so they bring it.
using AnswerWriter =
    std::function<std::string(const merchants::Book& book, const Payment& payment,
                              const Transaction& outcome, std::span<const Transaction> later,
                              const idempotency::Claim& claim)>;

struct Collaborators {
  sql::Database& db;
  vault::Vault& vault;
  const acquiring::Acquirers& acquirers;
  merchants::Directory& directory;
  notifications::Outbox& outbox;
  Random& random;
  const Clock& clock;
  std::string owner;             // this process, for attempts
};

/// Charges cards: intent before action, durable before answered (design.md 1.4, 3).
///
/// A charge travels: `prepare` (pure checks and ids) → commit A with `add_intent` → `carry_out`
/// (ask the acquirer, commit B). If the process dies between, src/payments/recovery finishes.
class Charges {
 public:
  explicit Charges(Collaborators with) : with_(std::move(with)), legacy_ids_(with_.db) {}

  void set_session_outcome(SessionOutcome outcome) { session_outcome_ = std::move(outcome); }

  void set_answer_writer(AnswerWriter writer) { answer_writer_ = std::move(writer); }

  /// Chooses contract and brand and drafts the transaction. Ends the request with
  /// contract::Refusal (see select_contract) without any trace.
  Task<PreparedCharge> prepare(ChargeRequest request);

  /// The writes of commit A: payment (once), card, attempt, and its deadline in the agenda. A
  /// transaction that awaits the charge is pending from then on. The batch conflicts when a risk
  /// control has something against the charge: `judge` it and add them anew.
  void add_intent(sql::Batch& batch, PreparedCharge& charge);

  /// Looks at the grey list, where commit A has met a conflict. True: the draft notes what was
  /// found, and the next commit A does not ask again. False: the conflict has another cause.
  Task<bool> judge(PreparedCharge& charge);

  /// After commit A: asks the acquirer and makes the outcome durable. Silence is answered as
  /// refused (PSP_677) and reversed durably. Throws sql::UnitFailed when nothing can be said.
  Task<Settled> carry_out(PreparedCharge charge);

  /// prepare, commit A and carry_out: a payment by web service, without a session.
  Task<Settled> charge(ChargeRequest request);

  /// Commit B for an attempt this process owns; the other instalments of a plan come with the
  /// first. Nothing when another process has taken it over. `give_back`: the acquirer may hold the
  /// amount; the attempt stays, to be reversed.
  Task<std::optional<Settled>> settle(BookPtr book, Payment payment, Attempt attempt,
                                      Transaction outcome, std::string reason, bool give_back);

  /// Gives a payment its daily id (spec/transactions.md 8), unless it has one.
  Task<> number(Payment& payment);

  const Collaborators& with() const { return with_; }

 private:
  /// Ends the request with PSP_113 when the shop wants that and the order already has a payment of
  /// the same amount that stands.
  Task<> refuse_duplicate(BookPtr book, Payment payment, std::int64_t minor);
  /// The answer that is due with the outcome of a call with an Idempotency-Key, into commit B.
  Task<> keep_answer(sql::Batch& batch, BookPtr book, const Payment& payment,
                     const Transaction& outcome, std::span<const Transaction> later,
                     std::string claim);
  /// A transaction that is made, with its history and what falls due for it.
  void add_creation(sql::Batch& batch, const merchants::Book& book, const Transaction& made,
                    std::string reason);
  /// What an awaited attempt came to, written over the transaction that waited for it.
  void add_answer_awaited(sql::Batch& batch, BookPtr book, const Attempt& attempt,
                          Transaction& outcome, std::string reason);
  Task<Settled> wait_for_other(BookPtr book, Payment payment, std::string uuid);

  Collaborators with_;
  LegacyIds legacy_ids_;
  SessionOutcome session_outcome_;
  AnswerWriter answer_writer_;
};

/// The message to the acquirer for an attempt's draft.
acquiring::Authorise make_authorise(const Attempt& attempt, const CardInput& card);

/// The transaction an acquirer's answer makes of a draft. `at` is business time.
Transaction apply_outcome(Transaction draft, const acquiring::Approved& approved, Instant at);
Transaction apply_outcome(Transaction draft, const acquiring::Declined& declined, Instant at);
/// A refusal by the gateway itself, e.g. PSP_677.
Transaction apply_refusal(Transaction draft, std::string code);

/// What an approval comes to.
struct Accepted {
  Transaction outcome;
  bool give_back = false;  // refused all the same: what the acquirer holds is to be released
};
/// As `apply_outcome`; a card that grants a part only opens a split payment, or is refused with
/// PSP_114 where nobody could pay the rest: an instalment, a form of a shop without the option, or
/// a QR code, whose merchant follows one transaction (`awaited`).
Accepted accept(const merchants::Book& book, const Payment& payment, Transaction draft,
                const acquiring::Approved& approved, Instant at, bool awaited);

/// Days a part of a split payment may be deferred at most (spec/status-machine.md 14).
inline constexpr int split_delay_days_max = 7;

}  // namespace guichet::payments
