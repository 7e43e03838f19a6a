#include "payments/status.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"

namespace guichet::payments {

namespace {

using D = DetailedStatus;
using E = StatusEvent;

struct StatusRow {
  D status;
  std::string_view name;
  Status simplified;
};

constexpr std::array<StatusRow, detailed_status_count> statuses{{
    {D::accepted, "ACCEPTED", Status::paid},
    {D::authorised, "AUTHORISED", Status::paid},
    {D::authorised_to_validate, "AUTHORISED_TO_VALIDATE", Status::running},
    {D::cancelled, "CANCELLED", Status::unpaid},
    {D::captured, "CAPTURED", Status::paid},
    {D::capture_failed, "CAPTURE_FAILED", Status::unpaid},
    {D::error, "ERROR", Status::unpaid},
    {D::expired, "EXPIRED", Status::unpaid},
    {D::initial, "INITIAL", Status::running},
    {D::partially_authorised, "PARTIALLY_AUTHORISED", Status::paid},
    {D::refund_to_retry, "REFUND_TO_RETRY", Status::running},
    {D::refused, "REFUSED", Status::unpaid},
    {D::suspended, "SUSPENDED", Status::running},
    {D::under_verification, "UNDER_VERIFICATION", Status::running},
    {D::waiting_authorisation, "WAITING_AUTHORISATION", Status::running},
    {D::waiting_authorisation_to_validate, "WAITING_AUTHORISATION_TO_VALIDATE", Status::running},
    {D::waiting_for_payment, "WAITING_FOR_PAYMENT", Status::running},
}};

constexpr std::array<std::string_view, event_count> event_names{
    "charge_accepted", "charge_refused", "verification_accepted", "capture_batch", "capture_held",
    "capture_released", "capture_rejected", "validated", "validity_over",
    "deferred_authorisation_accepted", "deferred_authorisation_refused", "cancelled", "changed",
    "partner_answered", "partner_abandoned", "partner_silent", "polled", "refund_retried",
    "refund_given_up", "refund_created", "refunded", "refund_returned", "refund_postponed",
    "marked_unpaid", "payment_awaited"};

constexpr auto W = D::waiting_authorisation;
constexpr auto WV = D::waiting_authorisation_to_validate;
constexpr auto AV = D::authorised_to_validate;

constexpr Transition table[] = {
    {1, {}, E::charge_accepted, D::authorised},
    {1, {}, E::charge_accepted, D::partially_authorised},
    {2, {}, E::charge_accepted, AV},
    {3, {}, E::charge_accepted, W},
    {4, {}, E::charge_accepted, WV},
    {5, {}, E::charge_refused, D::refused},
    {6, {}, E::verification_accepted, D::accepted},
    {7, D::authorised, E::capture_batch, D::captured},
    {7, D::partially_authorised, E::capture_batch, D::captured},
    {8, D::authorised, E::capture_held, D::suspended},
    {8, D::partially_authorised, E::capture_held, D::suspended},
    {9, D::suspended, E::capture_released, D::captured},
    {9, D::suspended, E::capture_rejected, D::capture_failed},
    {10, D::authorised, E::capture_rejected, D::capture_failed},
    {10, D::partially_authorised, E::capture_rejected, D::capture_failed},
    {11, AV, E::validated, D::authorised},
    {12, AV, E::validity_over, D::expired},
    {13, WV, E::validated, W},
    {14, WV, E::validity_over, D::expired},
    {15, WV, E::deferred_authorisation_accepted, AV},
    {15, WV, E::deferred_authorisation_refused, D::refused},
    {16, W, E::deferred_authorisation_accepted, D::authorised},
    {17, W, E::deferred_authorisation_refused, D::refused},
    {18, D::authorised, E::cancelled, D::cancelled},
    {18, D::partially_authorised, E::cancelled, D::cancelled},
    {18, AV, E::cancelled, D::cancelled},
    {18, W, E::cancelled, D::cancelled},
    {18, WV, E::cancelled, D::cancelled},
    {19, D::authorised, E::changed, D::authorised},
    {19, AV, E::changed, AV},
    {19, W, E::changed, W},
    {19, WV, E::changed, WV},
    {21, D::captured, E::refunded, D::captured},
    {21, {}, E::refund_created, D::authorised},
    {21, {}, E::refund_created, AV},
    {22, D::initial, E::partner_answered, D::authorised},
    {22, D::initial, E::partner_answered, D::captured},
    {22, D::initial, E::partner_answered, W},
    {22, D::initial, E::partner_answered, D::refused},
    {22, D::initial, E::partner_answered, D::cancelled},
    {22, D::initial, E::partner_answered, D::under_verification},
    {22, D::waiting_for_payment, E::partner_answered, D::authorised},
    {22, D::waiting_for_payment, E::partner_answered, D::captured},
    {22, D::waiting_for_payment, E::partner_answered, W},
    {22, D::waiting_for_payment, E::partner_answered, D::refused},
    {22, D::waiting_for_payment, E::partner_answered, D::cancelled},
    {22, D::waiting_for_payment, E::partner_answered, D::under_verification},
    // Paid by card behind a link: as any card (15).
    {22, D::waiting_for_payment, E::partner_answered, AV},
    {22, D::waiting_for_payment, E::partner_answered, WV},
    {23, D::initial, E::partner_abandoned, D::cancelled},
    {23, D::waiting_for_payment, E::partner_abandoned, D::cancelled},
    {24, D::initial, E::partner_silent, D::expired},
    {24, D::waiting_for_payment, E::partner_silent, D::expired},
    {25, D::under_verification, E::polled, D::authorised},
    {25, D::under_verification, E::polled, D::captured},
    {25, D::under_verification, E::polled, D::refused},
    {26, D::refund_to_retry, E::refund_retried, D::authorised},
    {26, D::refund_to_retry, E::refund_given_up, D::refused},
    {27, {}, E::payment_awaited, D::waiting_for_payment},
    {27, D::captured, E::refund_returned, D::captured},
    {27, D::captured, E::marked_unpaid, D::captured},
    {27, D::authorised, E::refund_postponed, D::refund_to_retry},
    {27, D::suspended, E::refund_postponed, D::refund_to_retry},
};

}  // namespace

std::string_view name_of(DetailedStatus status) {
  return statuses[static_cast<std::size_t>(status)].name;
}

std::string_view name_of(Status status) {
  switch (status) {
    case Status::paid: return "PAID";
    case Status::running: return "RUNNING";
    case Status::unpaid: return "UNPAID";
    case Status::abandoned: return "ABANDONED";
    case Status::partially_paid: return "PARTIALLY_PAID";
  }
  check_failed("unnamed status", std::source_location::current());
}

std::string_view name_of(OperationType type) {
  switch (type) {
    case OperationType::debit: return "DEBIT";
    case OperationType::credit: return "CREDIT";
    case OperationType::verification: return "VERIFICATION";
  }
  check_failed("unnamed operation type", std::source_location::current());
}

std::string_view name_of(StatusEvent event) { return event_names[static_cast<std::size_t>(event)]; }

std::optional<DetailedStatus> find_detailed_status(std::string_view name) {
  for (const auto& row : statuses) {
    if (row.name == name) return row.status;
  }
  return std::nullopt;
}

std::optional<OperationType> find_operation_type(std::string_view name) {
  for (const auto type :
       {OperationType::debit, OperationType::credit, OperationType::verification}) {
    if (name_of(type) == name) return type;
  }
  return std::nullopt;
}

Status simplified(DetailedStatus status) {
  return statuses[static_cast<std::size_t>(status)].simplified;
}

std::span<const Transition> transitions() { return table; }

bool allowed(std::optional<DetailedStatus> from, StatusEvent event, DetailedStatus to) {
  return std::any_of(std::begin(table), std::end(table), [&](const Transition& row) {
    return row.from == from && row.event == event && row.to == to;
  });
}

FirstStatus first_status(int delay_days, int validity_days, bool manual_validation) {
  check(delay_days >= 0 && delay_days <= 365, "capture delay out of range");
  if (delay_days <= validity_days) {
    return {true, manual_validation ? D::authorised_to_validate : D::authorised};
  }
  return {false, manual_validation ? D::waiting_authorisation_to_validate
                                   : D::waiting_authorisation};
}

}  // namespace guichet::payments
