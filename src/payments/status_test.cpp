#include "payments/status.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <tuple>

namespace guichet::payments {
namespace {

using D = DetailedStatus;
using E = StatusEvent;
using Edge = std::tuple<std::optional<D>, E, D>;

/// spec/status-machine.md 6, written out a second time from the document.
const std::set<Edge>& specified() {
  static const std::set<Edge> edges = [] {
    std::set<Edge> all;
    const auto add = [&](std::initializer_list<std::optional<D>> from, E event,
                         std::initializer_list<D> to) {
      for (const auto& f : from) {
        for (const auto t : to) all.insert({f, event, t});
      }
    };
    const D to_validate = D::authorised_to_validate;
    const D waiting = D::waiting_authorisation;
    const D waiting_to_validate = D::waiting_authorisation_to_validate;
    const auto nothing = std::optional<D>();
    // 1…6; a smaller amount granted is the last line of section 5.
    add({nothing}, E::charge_accepted,
        {D::authorised, D::partially_authorised, to_validate, waiting, waiting_to_validate});
    add({nothing}, E::charge_refused, {D::refused});
    add({nothing}, E::verification_accepted, {D::accepted});
    // 7…10
    add({D::authorised, D::partially_authorised}, E::capture_batch, {D::captured});
    // Held and rejected like any other: a smaller amount granted.
    add({D::authorised, D::partially_authorised}, E::capture_held, {D::suspended});
    add({D::suspended}, E::capture_released, {D::captured});
    add({D::authorised, D::partially_authorised, D::suspended}, E::capture_rejected,
        {D::capture_failed});
    // 11…17
    add({to_validate}, E::validated, {D::authorised});
    add({to_validate}, E::validity_over, {D::expired});
    add({waiting_to_validate}, E::validated, {waiting});
    add({waiting_to_validate}, E::validity_over, {D::expired});
    add({waiting_to_validate}, E::deferred_authorisation_accepted, {to_validate});
    add({waiting_to_validate}, E::deferred_authorisation_refused, {D::refused});
    add({waiting}, E::deferred_authorisation_accepted, {D::authorised});
    add({waiting}, E::deferred_authorisation_refused, {D::refused});
    // 18: the four, and the partial one of section 7 (a)
    add({D::authorised, D::partially_authorised, to_validate, waiting, waiting_to_validate},
        E::cancelled, {D::cancelled});
    // 19…21
    for (const D same : {D::authorised, to_validate, waiting, waiting_to_validate}) {
      add({same}, E::changed, {same});
    }
    add({D::captured}, E::refunded, {D::captured});
    add({nothing}, E::refund_created, {D::authorised, to_validate});
    // 22…26
    add({D::initial, D::waiting_for_payment}, E::partner_answered,
        {D::authorised, D::captured, waiting, D::refused, D::cancelled, D::under_verification});
    // 15: a QR code is paid by card, with all that this may come to.
    add({nothing}, E::payment_awaited, {D::waiting_for_payment});
    add({D::waiting_for_payment}, E::partner_answered, {to_validate, waiting_to_validate});
    add({D::initial, D::waiting_for_payment}, E::partner_abandoned, {D::cancelled});
    add({D::initial, D::waiting_for_payment}, E::partner_silent, {D::expired});
    add({D::under_verification}, E::polled, {D::authorised, D::captured, D::refused});
    add({D::refund_to_retry}, E::refund_retried, {D::authorised});
    add({D::refund_to_retry}, E::refund_given_up, {D::refused});
    // The closing text of section 6, and section 11.
    add({D::captured}, E::refund_returned, {D::captured});
    add({D::captured}, E::marked_unpaid, {D::captured});
    add({D::authorised, D::suspended}, E::refund_postponed, {D::refund_to_retry});
    return all;
  }();
  return edges;
}

D status_number(std::size_t n) { return static_cast<D>(n); }

TEST(StatusTest, TheTableIsTheSpecificationAndNothingElse) {
  std::size_t found = 0;
  for (std::size_t from = 0; from <= detailed_status_count; ++from) {
    std::optional<D> source;
    if (from < detailed_status_count) source = status_number(from);
    for (std::size_t event = 0; event < event_count; ++event) {
      for (std::size_t to = 0; to < detailed_status_count; ++to) {
        const auto what = static_cast<E>(event);
        const bool wanted = specified().contains({source, what, status_number(to)});
        EXPECT_EQ(allowed(source, what, status_number(to)), wanted)
            << (source ? name_of(*source) : "nothing") << " -" << name_of(what) << "-> "
            << name_of(status_number(to));
        found += wanted ? 1 : 0;
      }
    }
  }
  EXPECT_EQ(found, specified().size());
  EXPECT_EQ(transitions().size(), specified().size()) << "a row stands twice";
}

TEST(StatusTest, EveryRowOfTheDocumentIsThere) {
  std::set<int> rows;
  for (const auto& transition : transitions()) rows.insert(transition.row);
  for (int row = 1; row <= 26; ++row) {
    // A new date (20) is the change of 19, or an authorisation of 16 and 17.
    EXPECT_EQ(rows.contains(row), row != 20) << row;
  }
}

TEST(StatusTest, NothingLeavesAnEnd) {
  for (const auto& transition : transitions()) {
    for (const D end : {D::cancelled, D::refused, D::expired, D::accepted, D::error,
                        D::capture_failed}) {
      EXPECT_NE(transition.from, std::optional(end)) << transition.row;
    }
    if (transition.from == D::captured) {
      EXPECT_EQ(transition.to, D::captured);
    }
  }
}

TEST(StatusTest, TheSimplificationIsTheTableOfSection3) {
  const std::map<D, Status> table{
      {D::accepted, Status::paid},
      {D::authorised, Status::paid},
      {D::authorised_to_validate, Status::running},
      {D::cancelled, Status::unpaid},
      {D::captured, Status::paid},
      {D::capture_failed, Status::unpaid},
      {D::error, Status::unpaid},
      {D::expired, Status::unpaid},
      {D::initial, Status::running},
      {D::partially_authorised, Status::paid},
      {D::refund_to_retry, Status::running},
      {D::refused, Status::unpaid},
      {D::suspended, Status::running},
      {D::under_verification, Status::running},
      {D::waiting_authorisation, Status::running},
      {D::waiting_authorisation_to_validate, Status::running},
      {D::waiting_for_payment, Status::running}};
  ASSERT_EQ(table.size(), detailed_status_count);
  for (const auto& [status, simple] : table) EXPECT_EQ(simplified(status), simple);
}

TEST(StatusTest, NamesAreReadBack) {
  std::set<std::string> names;
  for (std::size_t n = 0; n < detailed_status_count; ++n) {
    const auto name = name_of(status_number(n));
    EXPECT_EQ(find_detailed_status(name), status_number(n));
    names.emplace(name);
  }
  EXPECT_EQ(names.size(), detailed_status_count);
  EXPECT_EQ(name_of(D::waiting_authorisation_to_validate), "WAITING_AUTHORISATION_TO_VALIDATE");
  EXPECT_FALSE(find_detailed_status("PENDING"));
  EXPECT_FALSE(find_detailed_status("authorised"));
  for (const auto type :
       {OperationType::debit, OperationType::credit, OperationType::verification}) {
    EXPECT_EQ(find_operation_type(name_of(type)), type);
  }
  EXPECT_FALSE(find_operation_type(""));
  std::set<std::string> events;
  for (std::size_t n = 0; n < event_count; ++n) events.emplace(name_of(static_cast<E>(n)));
  EXPECT_EQ(events.size(), event_count);
}

// spec/status-machine.md 5: d = v counts as inside.
TEST(StatusTest, TheFirstStatusOfEveryCell) {
  for (const int v : {6, 7, 30}) {
    for (const int d : {0, v - 1, v, v + 1, 365}) {
      const bool inside = d <= v;
      const auto at_once = first_status(d, v, false);
      const auto by_hand = first_status(d, v, true);
      EXPECT_EQ(at_once.full_authorisation, inside) << d << " of " << v;
      EXPECT_EQ(by_hand.full_authorisation, inside) << d << " of " << v;
      EXPECT_EQ(at_once.accepted, inside ? D::authorised : D::waiting_authorisation);
      EXPECT_EQ(by_hand.accepted, inside ? D::authorised_to_validate
                                         : D::waiting_authorisation_to_validate);
      EXPECT_TRUE(allowed(std::nullopt, E::charge_accepted, at_once.accepted));
      EXPECT_TRUE(allowed(std::nullopt, E::charge_accepted, by_hand.accepted));
    }
  }
}

TEST(StatusDeathTest, ADelayBeyondAYearIsOurOwnMistake) {
  EXPECT_DEATH(first_status(366, 7, false), "capture delay");
  EXPECT_DEATH(first_status(-1, 7, false), "capture delay");
}

}  // namespace
}  // namespace guichet::payments
