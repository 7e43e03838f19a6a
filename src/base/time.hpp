#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace guichet {

/// A point in time: milliseconds since 1970-01-01T00:00:00Z. What the database stores.
struct Instant {
  std::int64_t ms = 0;

  friend auto operator<=>(const Instant&, const Instant&) = default;
  Instant plus_ms(std::int64_t delta) const { return {ms + delta}; }
  Instant plus_seconds(std::int64_t delta) const { return {ms + delta * 1000}; }
  Instant plus_days(std::int64_t delta) const { return {ms + delta * 86'400'000}; }
};

/// The platform's date-time: 25 characters, always `+00:00` (spec/envelope.md 3.1).
std::string format_date_time(Instant instant);
/// Any ISO 8601 date-time with an offset or `Z`; nothing when ill-formed or out of 1970…9999.
std::optional<Instant> parse_date_time(std::string_view text);
/// UTC with milliseconds and `Z`, for logs and ledgers.
std::string format_log_time(Instant instant);

/// Day of the year in UTC, 1…366 (archivalReferenceId, spec/transactions.md 8).
int day_of_year(Instant instant);
/// Days since 1970-01-01, UTC.
std::int64_t day_number(Instant instant);
/// Calendar year and month in UTC.
struct YearMonth { int year; int month; };
YearMonth year_month(Instant instant);

/// The machine's wall clock. For wiring and logs only: every other room is given a Clock.
Instant wall_now();

/// The wall clock as a parameter (design.md 1.6): leases, retention, sockets, ids.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  Instant now() const override { return wall_now(); }
};

/// A clock that tests and the simulation move.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  void advance_ms(std::int64_t delta) { now_.ms += delta; }
  void set(Instant instant) { now_ = instant; }

 private:
  Instant now_;
};

}  // namespace guichet
