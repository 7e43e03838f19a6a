#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "payments/status.hpp"

namespace guichet::payments {

/// What a merchant may ask for a transaction (spec/status-machine.md 7).
enum class Operation {
  cancel, refund, cancel_or_refund, update, validate, duplicate, capture
};
inline constexpr std::size_t operation_count = 7;
std::string_view name_of(Operation operation);  // "Transaction/CancelOrRefund"

/// The ruling on an operation: the code of its refusal, or empty when the status allows it.
std::string_view ruling(Operation operation, OperationType type, DetailedStatus status);

/// What Transaction/CancelOrRefund may do (spec/transactions.md 4.1).
enum class Resolution { automatic, cancellation_only, refund_only };

/// What it comes to: exactly one of the three.
enum class Action { cancel, refund, refuse };
struct Verdict {
  Action action = Action::refuse;
  std::string_view code;  // of a refusal
};
/// `operation` is cancel, refund or cancel_or_refund; only the last one has a choice of resolution.
Verdict resolve(Operation operation, Resolution resolution, OperationType type,
                DetailedStatus status);

/// The table and the drawing of the state machine as a Markdown page, made from the data.
std::string write_status_page();

}  // namespace guichet::payments
