#include "payments/dates.hpp"

#include "base/time_zone.hpp"

namespace guichet::payments {

namespace {
constexpr int capture_days_max = 365;  // as captureDelay
}  // namespace

std::int64_t day_of(const merchants::Book& book, Instant instant) {
  return TimeZone(book.shop->time_zone).day_of(instant);
}

std::int64_t validity_end_day(const merchants::Book& book, const Transaction& transaction) {
  const auto& full = transaction.details.full;
  const Instant since = full.asked ? full.at : transaction.created_at;
  return day_of(book, since) + transaction.details.validity_days;
}

bool captures_by_tomorrow(const merchants::Book& book, const Transaction& transaction,
                          Instant now) {
  return transaction.expected_capture_at &&
         day_of(book, *transaction.expected_capture_at) <= day_of(book, now) + 1;
}

std::int64_t last_capture_day(const merchants::Book& book, const Transaction& transaction) {
  return day_of(book, transaction.created_at) + capture_days_max;
}

}  // namespace guichet::payments
