#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "payments/errands.hpp"
#include "payments/operation_table.hpp"
#include "payments/turns.hpp"
#include "sql/keep.hpp"

namespace guichet::payments {

/// Who asks for an operation, and their words.
struct Wish {
  Source source = Source::web_service;
  std::string comment;   // for the history, at most 255 characters
  /// Of the transaction that the operation is answered with; null for a capture.
  sql::Keep<const Transaction*> keep = {};
};

std::string actor_name(const Wish& wish);

struct RefundOrder {
  std::optional<std::int64_t> amount;  // minor units, above 0; nothing: all that is left
  std::string currency;                // ISO alpha-3, or empty
  int capture_delay_days = 0;          // 0…365
  bool manual_validation = false;
  std::string mid;                     // contract of the refund, or empty: that of the debit
};

struct UpdateOrder {
  std::optional<std::string> order_id;
  struct Card {
    Money amount;
    std::optional<Instant> expected_capture_at;
    std::optional<bool> manual_validation;
  };
  std::optional<Card> card;
};

struct DuplicateOrder {
  Money amount;
  std::optional<std::string> order_id;
  std::optional<int> capture_delay_days;
  std::optional<bool> manual_validation;
  boost::json::object replaced;  // members of the request that the new payment has for its own
  std::optional<idempotency::Claim> claim;
};

struct CaptureOrder {
  std::optional<Instant> expected_capture_at;
  std::optional<std::int64_t> commission;
};

/// What a merchant does to transactions (spec/transactions.md 4), for web services, the back
/// office and other rooms. Every call ends a request that may not be served with
/// contract::Refusal, having changed nothing; a transaction that does not exist is PSP_010. Their
/// answers are durable, and told by notification when the shop's rule asks for it.
class Operations {
 public:
  explicit Operations(Charges& charges)
      : charges_(charges), with_(charges.with()), errands_(charges.with()) {}

  /// Cancels or refunds. Gives the cancelled transaction, or the new CREDIT.
  ///
  /// A cancellation is durable before the acquirer hears of it: what it holds is given back at
  /// once, or by recovery. PSP_103 for another amount than the transaction's, PSP_545 another
  /// currency. A refund raises what the original has refunded in the same batch, so that refunds
  /// together never exceed it: PSP_104 all refunded, PSP_510 above the original, PSP_511 above the
  /// rest, PSP_083 charged back, PSP_025 unknown mid, PSP_043, PSP_112, PSP_638 by contract.
  /// `operation`: cancel, refund or cancel_or_refund.
  Task<Transaction> resolve(BookPtr book, std::string uuid, Operation operation,
                            Resolution resolution, RefundOrder order, Wish wish);
  Task<Transaction> cancel(BookPtr book, std::string uuid, Wish wish) {
    return resolve(std::move(book), std::move(uuid), Operation::cancel,
                   Resolution::cancellation_only, {}, std::move(wish));
  }

  /// Lowers the amount, moves the capture date, validates, or renames the order: PSP_014 nothing
  /// to change, PSP_545 currency, PSP_546 amount raised, PSP_547 beyond the validity of the
  /// authorisation, PSP_548 NO→YES, PSP_597 later than 12 months, PSP_619 in the past. A deferred
  /// transaction moved to tomorrow or earlier is authorised at once.
  Task<Transaction> update(BookPtr book, std::string uuid, UpdateOrder order, Wish wish);

  Task<Transaction> validate(BookPtr book, std::string uuid, Wish wish);

  /// Brings the capture forward to the next batch, of all or none: PSP_081 when the contract has no
  /// capture by the merchant.
  Task<> bring_forward(BookPtr book, std::vector<std::string> uuids, CaptureOrder order,
                       Wish wish);

  /// Pays anew with the card of another (`claim`: see ChargeRequest). PSP_508 expired, PSP_613
  /// refused for good, PSP_056 card no longer kept, PSP_610 no contract.
  Task<Settled> duplicate(BookPtr book, std::string uuid, DuplicateOrder order);

  /// Marks a captured debit as charged back, or PSP_503. Nobody is notified (spec/ipn 1).
  Task<Transaction> mark_unpaid(BookPtr book, std::string uuid, Wish wish);

 private:
  /// What kind of move an operation is, put on `after`; contract::Refusal when it may not be.
  using Apply = std::function<StatusEvent(const Transaction& current, Transaction& after)>;
  /// One transaction, one move: judged by table and sequence, applied, told.
  Task<Transaction> change(BookPtr book, std::string uuid, Operation operation, Wish wish,
                           Apply apply);
  Task<> deliver(BookPtr book, std::string outbox_id);

  Charges& charges_;
  const Collaborators& with_;
  Errands errands_;
  Turns turns_;
};

}  // namespace guichet::payments
