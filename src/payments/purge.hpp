#pragma once

#include <functional>
#include <string>

#include "merchants/directory.hpp"
#include "payments/payment.hpp"
#include "sql/database.hpp"

namespace guichet::payments {

/// How long what belongs to payments is kept (docs/operate/retention.md).
inline constexpr int test_days_kept = 30;
/// Beyond the last day a card may be needed for, in PRODUCTION: refunds and duplicates come late.
inline constexpr int production_card_days_kept = 395;

/// Until when the number of a card is needed for a transaction, business time, to the day: in TEST
/// 30 days after its capture date; in PRODUCTION 395 days, but not beyond the month after the card
/// has expired. Never before the capture date is over.
Instant card_needed_until(const merchants::Book& book, const Transaction& transaction);

/// Lets rooms above add their deletes to the batch that erases a payment.
using AlsoErase =
    std::function<void(sql::Batch& batch, std::int64_t book_id, const std::string& payment_id)>;

/// Erases payments of which nothing is pending and nothing has happened since `before` (business
/// time): transactions, history, and what `also` adds. Works for `pages_max` pages of 100 at most;
/// gives the number of payments erased, and whether it came to the end.
struct Erased {
  int payments = 0;
  bool finished = true;
};
Task<Erased> erase_payments(sql::Database& db, std::int64_t book_id, Instant before,
                            AlsoErase also, int pages_max);

/// Erases remittance files of evenings before `before` that are closed, once the last payment in
/// them is erased; gives how many.
Task<int> erase_remittances(sql::Database& db, std::int64_t book_id, Instant before);

/// Erases counters of daily ids that no day uses any more: of the week that ended two days ago.
Task<> erase_daily_counters(sql::Database& db, std::int64_t book_id, Instant now);

}  // namespace guichet::payments
