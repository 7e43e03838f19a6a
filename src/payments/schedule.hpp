#pragma once

#include <optional>

#include "base/time_zone.hpp"
#include "jobs/calendar.hpp"
#include "merchants/shop.hpp"
#include "payments/store.hpp"

/// The calendar of a transaction (spec/status-machine.md 8): days are those of the shop's time
/// zone, counted since 1970-01-01.
namespace guichet::payments {

/// Hours of the jobs, in minutes after midnight of the shop's time zone
/// (spec/status-machine.md 8.2).
inline constexpr int morning_minutes = 2 * 60;
inline constexpr int evening_minutes = 22 * 60 + 30;

/// What a transaction in its present state waits for in time, and when: the evening capture, the
/// authorisation of the day before, the end of a validity (spec/status-machine.md 8). Nothing for
/// a transaction that time does not move. `now` is business time; what is overdue falls due now.
std::optional<jobs::Due> due_of(const merchants::Book& book, const Transaction& transaction,
                                Instant now);

/// True when `job` has something to do for the transaction at `now`: its row may be older than a
/// change that put it off, or made it another job's.
bool is_due(const merchants::Book& book, const Transaction& transaction, jobs::Job job,
            Instant now);

/// True from the day before the capture date on: the day of a deferred authorisation, after which a
/// refusal is not tried again (8.3).
bool authorisation_day_reached(const merchants::Book& book, const Transaction& transaction,
                               Instant now);

/// The last day on which what was authorised may be captured: `validity_days` after the
/// authorisation; of one that has none yet, after its creation.
std::int64_t last_valid_day(const merchants::Book& book, const Transaction& transaction);
/// The end of that day.
Instant validity_end(const merchants::Book& book, const Transaction& transaction);

/// The last day a capture may be put off to: twelve months after the day `from`.
std::int64_t last_capture_day(std::int64_t from);

/// Adds the due row of a transaction that is created or moved, to the batch that does so. A charge
/// writes no agenda row for it: its attempt brought one, 15 s ahead, and the calendar, which runs
/// after recovery in the same service of the book, notes the next due time then. A move has no
/// attempt, so `with_slot` notes one here.
void add_due(sql::Batch& batch, const merchants::Book& book, const Transaction& after, Instant wall,
             bool with_slot);

}  // namespace guichet::payments
