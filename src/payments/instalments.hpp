#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "base/time_zone.hpp"
#include "contract/decode.hpp"
#include "payments/payment.hpp"

namespace guichet::payments {

/// One instalment of a plan.
struct Instalment {
  std::int64_t minor = 0;  // in the currency of the payment, at least 1
  Instant capture_at;      // business time
};

/// A payment in several debits of one card, as `installmentOptions` asks for it
/// (spec/transactions.md 1.5, spec/status-machine.md 13): simple, or an explicit schedule.
struct Plan {
  std::int64_t first_minor = 0;
  int count = 0;                     // 2…99 of the simple form
  int period_days = 0;               // 1…365
  std::vector<Instalment> schedule;  // explicit, in order of date; empty: the simple form
};

inline constexpr int instalments_max = 99;  // archivalReferenceId has two digits for the rank

/// The plan of a validated request; nothing without one. Members of the simple form that are
/// missing read as 0.
std::optional<Plan> read_plan(const contract::Document& request);

/// What is wrong with the sums of a plan for `total`: INT_928, INT_929, INT_930 for a missing or
/// impossible member of the simple form, PSP_549 when the amounts do not make `total` or an
/// instalment comes to nothing; nullptr when all is well.
const char* fault_in_amounts(const Plan& plan, std::int64_t total);

/// PSP_549 when an explicit date lies before the day of `now`, or the last one more than twelve
/// months after it; nullptr when all is well. Days are those of the shop's calendar.
const char* fault_in_dates(const Plan& plan, Instant now, int capture_delay_days,
                           const TimeZone& zone);

/// The instalments of a sound plan, in order: their sum is `total`. Simple form: the first as
/// asked, the others equal, the remainder on the last; one each `period_days` from `first_at` on.
std::vector<Instalment> lay_out(const Plan& plan, std::int64_t total, Instant first_at);

/// The transactions of a plan after its first, as they are created with it: waiting for their
/// authorisations when `first` was accepted, refused with PSP_601 when it was not. At version 1,
/// uuids in order of rank. `payment` carries the plan.
std::vector<Transaction> later_instalments(const Payment& payment, const Transaction& first,
                                           Random& random, Instant wall);

}  // namespace guichet::payments
