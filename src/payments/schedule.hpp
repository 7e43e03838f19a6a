#pragma once

#include <optional>

#include "base/time_zone.hpp"
#include "jobs/calendar.hpp"
#include "merchants/shop.hpp"
#include "payments/store.hpp"

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

/// True when a deferred authorisation at `now` is the last one that is tried: from the day before
/// the capture date on (8.3).
bool is_last_try(const merchants::Book& book, const Transaction& transaction, Instant now);

/// The last instant of an authorisation: the end of the day, `validity_days` after it was given.
Instant validity_end(const merchants::Book& book, const Transaction& transaction);

/// Adds the due row of a transaction that is created or moved, to the batch that does so. A charge
/// writes no agenda row for it: its attempt brought one, 15 s ahead, and the calendar, which runs
/// after recovery in the same service of the book, notes the next due time then. A move has no
/// attempt, so `with_slot` notes one here.
void add_due(sql::Batch& batch, const merchants::Book& book, const Transaction& after, Instant wall,
             bool with_slot);

}  // namespace guichet::payments
