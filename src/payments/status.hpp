#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace guichet::payments {

/// The true state of a transaction (spec/status-machine.md 3).
enum class DetailedStatus {
  accepted, authorised, authorised_to_validate, cancelled, captured, capture_failed, error,
  expired, initial, partially_authorised, refund_to_retry, refused, suspended, under_verification,
  waiting_authorisation, waiting_authorisation_to_validate, waiting_for_payment
};
inline constexpr std::size_t detailed_status_count = 17;

/// The four-value simplification, always computed (spec/status-machine.md 2), and the value an
/// order may take besides (spec/status-machine.md 9).
enum class Status { paid, running, unpaid, abandoned, partially_paid };

enum class OperationType { debit, credit, verification };

std::string_view name_of(DetailedStatus status);  // "AUTHORISED"
std::string_view name_of(Status status);          // "PAID"
std::string_view name_of(OperationType type);     // "DEBIT"
std::optional<DetailedStatus> find_detailed_status(std::string_view name);
std::optional<OperationType> find_operation_type(std::string_view name);

Status simplified(DetailedStatus status);

/// What makes a transaction move (spec/status-machine.md 6).
enum class StatusEvent {
  charge_accepted, charge_refused, verification_accepted, capture_batch, capture_held,
  capture_released, capture_rejected, validated, validity_over, deferred_authorisation_accepted,
  deferred_authorisation_refused, cancelled, changed, partner_answered, partner_abandoned,
  partner_silent, polled, refund_retried, refund_given_up,
  refund_created,    // a CREDIT begins (11)
  refunded,          // its original: refunded so far goes up (21)
  refund_returned,   // its original: a refund was cancelled or failed, it goes down (11)
  refund_postponed,  // the acquirer cannot pay a refund out yet (11)
  marked_unpaid,     // charged back: a mark, not a status (6)
  payment_awaited    // created for a buyer who is to pay elsewhere (15)
};
inline constexpr std::size_t event_count = 25;
std::string_view name_of(StatusEvent event);  // "capture_batch", as the history stores it

/// One row of the table. `from` empty: the transaction is being created.
struct Transition {
  int row;  // number in spec/status-machine.md 6; 27: its sections 6 (closing text), 11 and 15
  std::optional<DetailedStatus> from;
  StatusEvent event;
  DetailedStatus to;
};

/// The whole life of a transaction. A transition that is not here cannot happen.
std::span<const Transition> transitions();

/// True when the table has that row.
bool allowed(std::optional<DetailedStatus> from, StatusEvent event, DetailedStatus to);

/// What is asked of the acquirer, and the status an acceptance leads to (spec/status-machine.md 5).
struct FirstStatus {
  bool full_authorisation;  // false: a card check, the authorisation comes later
  DetailedStatus accepted;
};
/// `delay_days` 0…365, `validity_days` of the brand on this contract; equal counts as inside.
FirstStatus first_status(int delay_days, int validity_days, bool manual_validation);

}  // namespace guichet::payments
