#pragma once

#include <cstdint>

#include "merchants/shop.hpp"
#include "payments/payment.hpp"

/// Calendar rules of a transaction (spec/status-machine.md 8.1): days are those of the shop.
namespace guichet::payments {

/// Days since 1970-01-01 in the shop's calendar.
std::int64_t day_of(const merchants::Book& book, Instant instant);

/// The last day on which the transaction's authorisation may be captured: day of the
/// authorisation + validity. Only of one that has been authorised.
std::int64_t validity_end_day(const merchants::Book& book, const Transaction& transaction);

/// True when the capture date is tomorrow or earlier: the day of a deferred authorisation.
bool captures_by_tomorrow(const merchants::Book& book, const Transaction& transaction,
                          Instant now);

/// The last day a capture may be put off to: 12 months after creation.
std::int64_t last_capture_day(const merchants::Book& book, const Transaction& transaction);

}  // namespace guichet::payments
