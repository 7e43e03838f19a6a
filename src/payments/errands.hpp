#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "payments/change.hpp"

namespace guichet::payments {

/// The remittance file a capture or refund goes out with (spec/status-machine.md 8.2, "capture").
struct Remittance {
  std::string file;  // six digits, increasing per contract and currency
  Instant at;        // time of the file, business time
};

/// What a transaction that exists needs of its acquirer: capture, refund, the authorisation that
/// was deferred, and giving back what a cancelled one held.
///
/// Intent before action: commit A marks the transaction pending and writes an attempt under a
/// request id of its own; commit B writes the outcome and closes the attempt. Between the two
/// nobody else may move the transaction, so a cancellation and a capture can never both happen.
/// An errand is always completed forward: after silence or a crash recovery asks again under the
/// same request id, for which an acquirer has one answer only.
///
/// At the acquirer: a DEBIT that is remitted is a CAPTURE of its authorisation; a CREDIT is a
/// REFUND on the authorisation of the debit it comes from, sent with the file, not when it is
/// asked for; a cancelled DEBIT is a REVERSE of its authorisation.
class Errands {
 public:
  /// `with` outlives this.
  explicit Errands(const Collaborators& with) : with_(with) {}

  /// Remits one transaction that is AUTHORISED, PARTIALLY_AUTHORISED or SUSPENDED and whose capture
  /// date is at or before `due` (business time): CAPTURED, or SUSPENDED, CAPTURE_FAILED,
  /// REFUND_TO_RETRY as the acquirer says. `changed` false: nothing to do, or the acquirer is
  /// silent and recovery goes on. Nothing when there is no such transaction.
  Task<std::optional<Changed>> remit(BookPtr book, std::string uuid, Remittance file, Instant due);

  /// Asks for the authorisation of a WAITING_AUTHORISATION(_TO_VALIDATE) transaction, without the
  /// buyer: AUTHORISED(_TO_VALIDATE) or REFUSED; still waiting when it is refused, not
  /// `last_try`, and the code is not definitive. `rule` tells the merchant of the outcome.
  Task<std::optional<Changed>> authorise(BookPtr book, std::string uuid, merchants::Rule rule,
                                         bool last_try);

  /// Gives back what Change::give_back left as a duty, after its commit. False: the acquirer is
  /// silent, recovery goes on. Never throws for what the acquirer does.
  Task<bool> release(BookPtr book, Attempt duty);

  /// Brings an errand that recovery has taken over to its end. False: not yet.
  Task<bool> finish(BookPtr book, Attempt errand);

  /// For a CREDIT that ends without being paid out: adds to `change` what makes its amount
  /// refundable again on the original.
  static Task<> return_to_parent(const Collaborators& with, Change& change, Transaction credit,
                                 std::string reason);

 private:
  Task<std::optional<Changed>> carry_out(BookPtr book, Attempt errand, Transaction current);
  Task<acquiring::Outcome> ask(BookPtr book, Attempt errand, Transaction current);
  Task<std::optional<Changed>> settle(BookPtr book, Attempt errand, acquiring::Outcome outcome);
  Task<std::optional<Changed>> current_state(BookPtr book, std::string uuid);

  const Collaborators& with_;
};

/// Acquirer codes with a meaning of their own in a remittance.
inline constexpr std::string_view capture_held_code = "09";      // SUSPENDED
inline constexpr std::string_view no_funds_to_refund_code = "51";  // REFUND_TO_RETRY

/// True for refusals of a deferred authorisation that are never tried again
/// (spec/status-machine.md 8.3).
bool refusal_is_definitive(std::string_view code);

}  // namespace guichet::payments
