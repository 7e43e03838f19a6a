#include "payments/operation_table.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"

namespace guichet::payments {

namespace {

using D = DetailedStatus;
using T = OperationType;

constexpr std::string_view yes = "";
constexpr std::string_view no = "PSP_503";
constexpr std::string_view refund_it = "PSP_075";   // captured already
constexpr std::string_view cancel_it = "PSP_076";   // not captured yet
constexpr std::string_view cancelled = "PSP_105";   // already
constexpr std::string_view a_check = "PSP_210";     // a verification is not duplicated
constexpr std::string_view a_credit = "PSP_512";    // a credit is neither duplicated nor refunded

struct Row {
  T type;
  D status;
  std::array<std::string_view, operation_count> rulings;
};

// spec/status-machine.md 7, with the codes of spec/transactions.md 4.
constexpr Row table[] = {
    // cancel, refund, either, update, validate, duplicate, capture
    {T::debit, D::authorised, {yes, cancel_it, yes, yes, no, no, yes}},
    {T::debit, D::partially_authorised, {yes, cancel_it, yes, no, no, no, no}},
    {T::debit, D::authorised_to_validate, {yes, cancel_it, yes, yes, yes, no, no}},
    {T::debit, D::waiting_authorisation, {yes, cancel_it, yes, yes, no, no, no}},
    {T::debit, D::waiting_authorisation_to_validate, {yes, cancel_it, yes, yes, yes, no, no}},
    {T::debit, D::captured, {refund_it, yes, yes, no, no, yes, no}},
    {T::debit, D::refused, {no, no, no, no, no, yes, no}},
    {T::debit, D::cancelled, {cancelled, no, cancelled, no, no, yes, no}},
    {T::debit, D::expired, {no, no, no, no, no, yes, no}},
    {T::credit, D::authorised, {yes, cancel_it, yes, no, no, a_credit, no}},
    {T::credit, D::authorised_to_validate, {yes, cancel_it, yes, no, yes, a_credit, no}},
    {T::credit, D::cancelled, {cancelled, a_credit, cancelled, no, no, a_credit, no}},
};

// Every status that has no row of its own.
constexpr std::array<std::string_view, operation_count> of_others(T type) {
  switch (type) {
    case T::debit: return {no, no, no, no, no, no, no};
    case T::credit: return {no, a_credit, no, no, no, a_credit, no};
    case T::verification: return {no, no, no, no, no, a_check, no};
  }
  check_failed("unnamed operation type", std::source_location::current());
}

constexpr std::string_view names[] = {
    "Transaction/Cancel", "Transaction/Refund", "Transaction/CancelOrRefund",
    "Transaction/Update", "Transaction/Validate", "Transaction/Duplicate", "Transaction/Capture"};

Verdict either(std::string_view code, Action action) {
  if (!code.empty()) return {Action::refuse, code};
  return {action, {}};
}

}  // namespace

std::string_view name_of(Operation operation) {
  return names[static_cast<std::size_t>(operation)];
}

std::string_view ruling(Operation operation, OperationType type, DetailedStatus status) {
  const auto column = static_cast<std::size_t>(operation);
  const auto row = std::find_if(std::begin(table), std::end(table), [&](const Row& candidate) {
    return candidate.type == type && candidate.status == status;
  });
  return row == std::end(table) ? of_others(type)[column] : row->rulings[column];
}

Verdict resolve(Operation operation, Resolution resolution, OperationType type,
                DetailedStatus status) {
  const auto cancel = ruling(Operation::cancel, type, status);
  const auto refund = ruling(Operation::refund, type, status);
  if (operation == Operation::cancel) return either(cancel, Action::cancel);
  if (operation == Operation::refund) return either(refund, Action::refund);
  const auto any = ruling(Operation::cancel_or_refund, type, status);
  // Already cancelled is said whatever was asked for (spec/transactions.md 4.1).
  if (any == cancelled) return {Action::refuse, any};
  if (resolution == Resolution::cancellation_only) return either(cancel, Action::cancel);
  if (resolution == Resolution::refund_only) return either(refund, Action::refund);
  return either(any, cancel.empty() ? Action::cancel : Action::refund);
}

}  // namespace guichet::payments
