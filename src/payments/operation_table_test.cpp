#include "payments/operation_table.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <vector>

namespace guichet::payments {
namespace {

using D = DetailedStatus;
using O = Operation;
using T = OperationType;

const std::vector<O> operations{O::cancel,   O::refund,    O::cancel_or_refund, O::update,
                                O::validate, O::duplicate, O::capture};
const std::vector<T> types{T::debit, T::credit, T::verification};

std::vector<D> all_statuses() {
  std::vector<D> all;
  for (std::size_t n = 0; n < detailed_status_count; ++n) all.push_back(static_cast<D>(n));
  return all;
}

/// Whom each operation may touch, written a second time from spec/status-machine.md 7.
bool specified(O operation, T type, D status) {
  const std::set<D> four{D::authorised, D::authorised_to_validate, D::waiting_authorisation,
                         D::waiting_authorisation_to_validate};
  if (type == T::verification) return false;
  if (type == T::credit) {
    const bool open = status == D::authorised || status == D::authorised_to_validate;
    if (operation == O::cancel || operation == O::cancel_or_refund) return open;
    return operation == O::validate && status == D::authorised_to_validate;
  }
  const bool cancellable = four.contains(status) || status == D::partially_authorised;
  switch (operation) {
    case O::cancel: return cancellable;
    case O::refund: return status == D::captured;
    case O::cancel_or_refund: return cancellable || status == D::captured;
    case O::update: return four.contains(status);
    case O::validate:
      return status == D::authorised_to_validate || status == D::waiting_authorisation_to_validate;
    case O::duplicate:
      return status == D::captured || status == D::refused || status == D::cancelled ||
             status == D::expired;
    case O::capture: return status == D::authorised;
  }
  return false;
}

/// The codes that are not PSP_503.
std::string specified_code(O operation, T type, D status) {
  if (type == T::verification) return operation == O::duplicate ? "PSP_210" : "PSP_503";
  const bool cancelled = status == D::cancelled;
  if (operation == O::duplicate) return type == T::credit ? "PSP_512" : "PSP_503";
  if (cancelled && (operation == O::cancel || operation == O::cancel_or_refund)) return "PSP_105";
  if (operation == O::cancel && status == D::captured && type == T::debit) return "PSP_075";
  if (operation != O::refund) return "PSP_503";
  if (specified(O::cancel, type, status)) return "PSP_076";
  return type == T::credit ? "PSP_512" : "PSP_503";
}

TEST(OperationTableTest, EveryStatusAndOperationHasItsRuling) {
  for (const T type : types) {
    for (const D status : all_statuses()) {
      for (const O operation : operations) {
        SCOPED_TRACE(std::string(name_of(type)) + " " + std::string(name_of(status)) + " " +
                     std::string(name_of(operation)));
        const auto code = ruling(operation, type, status);
        const bool allowed = specified(operation, type, status);
        EXPECT_EQ(code.empty(), allowed);
        if (!allowed) {
          EXPECT_EQ(code, specified_code(operation, type, status));
        }
      }
    }
  }
}

TEST(OperationTableTest, AnAllowedMoveIsInTheTableOfTransitions) {
  for (const D status : all_statuses()) {
    if (ruling(O::cancel, T::debit, status).empty()) {
      EXPECT_TRUE(allowed(status, StatusEvent::cancelled, D::cancelled)) << name_of(status);
    }
    if (ruling(O::update, T::debit, status).empty()) {
      EXPECT_TRUE(allowed(status, StatusEvent::changed, status)) << name_of(status);
    }
    if (ruling(O::refund, T::debit, status).empty()) {
      EXPECT_TRUE(allowed(status, StatusEvent::refunded, status)) << name_of(status);
    }
  }
}

TEST(OperationTableTest, AResolutionChoosesOneOfBoth) {
  const auto act = [](Resolution resolution, D status) {
    const auto verdict = resolve(O::cancel_or_refund, resolution, T::debit, status);
    switch (verdict.action) {
      case Action::cancel: return std::string("cancel");
      case Action::refund: return std::string("refund");
      case Action::refuse: return std::string(verdict.code);
    }
    return std::string();
  };
  const auto automatic = Resolution::automatic;
  const auto cancellation = Resolution::cancellation_only;
  const auto refund = Resolution::refund_only;
  EXPECT_EQ(act(automatic, D::authorised), "cancel");
  EXPECT_EQ(act(automatic, D::captured), "refund");
  EXPECT_EQ(act(cancellation, D::authorised), "cancel");
  EXPECT_EQ(act(cancellation, D::captured), "PSP_075");
  EXPECT_EQ(act(refund, D::captured), "refund");
  EXPECT_EQ(act(refund, D::waiting_authorisation), "PSP_076");
  for (const auto any : {automatic, cancellation, refund}) {
    EXPECT_EQ(act(any, D::cancelled), "PSP_105");
    for (const D never : {D::refused, D::expired, D::error, D::capture_failed, D::accepted,
                          D::initial, D::under_verification, D::waiting_for_payment}) {
      EXPECT_EQ(act(any, never), "PSP_503") << name_of(never);
    }
  }
}

TEST(OperationTableTest, ThePageShowsEveryTransitionAndRuling) {
  const std::string page = write_status_page();
  for (const auto& row : transitions()) {
    const std::string from = row.from ? std::string(name_of(*row.from)) : "[*]";
    const std::string arrow = from + " --> " + std::string(name_of(row.to));
    EXPECT_NE(page.find(arrow), std::string::npos) << arrow;
  }
  for (const auto* code : {"PSP_075", "PSP_076", "PSP_105", "PSP_210", "PSP_503", "PSP_512"}) {
    EXPECT_NE(page.find(code), std::string::npos) << code;
  }
}

}  // namespace
}  // namespace guichet::payments
