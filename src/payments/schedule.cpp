#include "payments/schedule.hpp"

#include <algorithm>
#include <chrono>

#include "base/limits.hpp"
#include "jobs/agenda.hpp"

namespace guichet::payments {

namespace {

using D = DetailedStatus;
using jobs::Due;
using jobs::Job;
using merchants::Book;

constexpr std::int64_t poll_interval_ms = 5 * 60'000;

/// A part of a split payment is not captured while its form may still be open: the order may stay
/// unpaid, and the part is cancelled then (spec/status-machine.md 14).
Instant capture_date(const Transaction& transaction) {
  const Instant asked = transaction.expected_capture_at.value_or(transaction.created_at);
  if (!transaction.details.split) return asked;
  const auto form_life_s = std::chrono::seconds(limits::form_token_life).count();
  return std::max(asked, transaction.created_at.plus_seconds(form_life_s));
}

/// The first evening after `now` at which the capture date is reached.
Instant next_evening(const TimeZone& zone, const Transaction& transaction, Instant now) {
  return zone.next(std::max(capture_date(transaction), now.plus_ms(1)), evening_minutes);
}

/// The morning of the first try: never earlier than the authorisation would last.
Instant first_authorisation(const Book& book, const TimeZone& zone,
                            const Transaction& transaction) {
  const int ahead = std::clamp(book.shop->anticipated_authorisation_days, 1,
                               std::max(1, transaction.details.validity_days));
  return zone.at(zone.day_of(capture_date(transaction)) - ahead, morning_minutes);
}

/// The next morning on which the authorisation is tried: the first one, then daily, and on the day
/// before the capture date for the last time.
Instant next_authorisation(const Book& book, const TimeZone& zone, const Transaction& transaction,
                           Instant now) {
  const Instant first = first_authorisation(book, zone, transaction);
  const Instant last = zone.at(zone.day_of(capture_date(transaction)) - 1, morning_minutes);
  if (now < first) return first;
  if (now >= last) return now;
  return std::min(zone.next(now.plus_ms(1), morning_minutes), last);
}

bool authorised_before_validation(const Book& book, const Transaction& transaction) {
  return std::any_of(book.contracts.begin(), book.contracts.end(), [&](const auto& contract) {
    return contract.mid == transaction.details.mid && contract.authorise_before_validation;
  });
}

Due due_to_validate(const Book& book, const TimeZone& zone, const Transaction& transaction,
                    Instant now) {
  if (authorised_before_validation(book, transaction)) {
    return {next_authorisation(book, zone, transaction, now), Job::deferred_authorisation,
            transaction.uuid};
  }
  const std::int64_t day = zone.day_of(capture_date(transaction));
  return {zone.at(day + 1, 0), Job::expiry, transaction.uuid};
}

}  // namespace

bool authorisation_day_reached(const Book& book, const Transaction& transaction, Instant now) {
  const TimeZone zone(book.shop->time_zone);
  return zone.day_of(now) + 1 >= zone.day_of(capture_date(transaction));
}

std::int64_t last_valid_day(const Book& book, const Transaction& transaction) {
  const auto& full = transaction.details.full;
  const Instant from = full.asked ? full.at : transaction.created_at;
  return TimeZone(book.shop->time_zone).day_of(from) + transaction.details.validity_days;
}

Instant validity_end(const Book& book, const Transaction& transaction) {
  return TimeZone(book.shop->time_zone).at(last_valid_day(book, transaction) + 1, 0);
}

std::int64_t last_capture_day(std::int64_t from) {
  using namespace std::chrono;
  const year_month_day next = year_month_day{sys_days{days{from}}} + years{1};
  // 29 February has no anniversary in the next year: its month ends a day earlier.
  const sys_days last = next.ok() ? sys_days{next} : sys_days{next.year() / next.month() /
                                                               std::chrono::last};
  return last.time_since_epoch().count();
}

std::optional<Due> due_of(const Book& book, const Transaction& transaction, Instant now) {
  const TimeZone zone(book.shop->time_zone);
  const std::string& uuid = transaction.uuid;
  switch (transaction.status) {
    case D::authorised:
    case D::partially_authorised:
    case D::suspended:
      return Due{next_evening(zone, transaction, now), Job::capture, uuid};
    case D::waiting_authorisation:
      return Due{next_authorisation(book, zone, transaction, now), Job::deferred_authorisation,
                 uuid};
    case D::waiting_authorisation_to_validate:
      return due_to_validate(book, zone, transaction, now);
    case D::authorised_to_validate:
      return Due{validity_end(book, transaction), Job::expiry, uuid};
    case D::refund_to_retry:
      return Due{zone.next(now.plus_ms(1), morning_minutes), Job::refund_retry, uuid};
    case D::initial:
    case D::waiting_for_payment:
    case D::under_verification:
      // Its buyer pays here, before that, or not at all: nobody is to be asked.
      if (const auto& until = transaction.details.pay_until) {
        return Due{*until, Job::expiry, uuid};
      }
      return Due{now.plus_ms(poll_interval_ms), Job::async_poll, uuid};
    case D::accepted:
    case D::cancelled:
    case D::captured:
    case D::capture_failed:
    case D::error:
    case D::expired:
    case D::refused:
      return std::nullopt;
  }
  return std::nullopt;
}

bool is_due(const Book& book, const Transaction& transaction, Job job, Instant now) {
  const auto due = due_of(book, transaction, now);
  if (!due || due->job != job) return false;
  // These come back by themselves: what comes next lies ahead also when it is their time.
  if (job == Job::async_poll || job == Job::refund_retry) return true;
  if (job != Job::deferred_authorisation) return due->at <= now;
  return now >= first_authorisation(book, TimeZone(book.shop->time_zone), transaction);
}

void add_due(sql::Batch& batch, const Book& book, const Transaction& after, Instant wall,
             bool with_slot) {
  const Instant now = book.business_time(wall);
  const auto due = due_of(book, after, now);
  if (!due) return;
  jobs::Calendar::add(batch, book.id, *due);
  if (with_slot) jobs::Agenda::note_due(batch, book.id, due->at.plus_ms(wall.ms - now.ms));
}

}  // namespace guichet::payments
