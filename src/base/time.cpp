#include "base/time.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace guichet {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::milliseconds;
using SysMs = std::chrono::sys_time<milliseconds>;

SysMs sys(Instant instant) { return SysMs(milliseconds(instant.ms)); }

constexpr std::int64_t last_ms = 253'402'300'799'999;  // 9999-12-31T23:59:59.999Z

struct Parts {
  std::chrono::year_month_day date;
  int hour, minute, second, millisecond;
};

Parts parts_of(Instant instant) {
  const auto point = sys(instant);
  const auto day = floor<days>(point);
  const auto rest = (point - day).count();
  return {std::chrono::year_month_day(day), static_cast<int>(rest / 3'600'000),
          static_cast<int>(rest / 60'000 % 60), static_cast<int>(rest / 1000 % 60),
          static_cast<int>(rest % 1000)};
}

/// Reads exactly `count` digits at `at`, advancing it; -1 when they are not there.
int digits(std::string_view text, std::size_t& at, int count) {
  int value = 0;
  for (int i = 0; i < count; ++i, ++at) {
    if (at >= text.size() || text[at] < '0' || text[at] > '9') return -1;
    value = value * 10 + (text[at] - '0');
  }
  return value;
}

bool literal(std::string_view text, std::size_t& at, char c) {
  if (at >= text.size() || text[at] != c) return false;
  ++at;
  return true;
}

/// `Z`, `+hh:mm`, `+hhmm` or `+hh`, as minutes east of UTC.
std::optional<int> parse_offset(std::string_view text, std::size_t& at) {
  if (literal(text, at, 'Z') || literal(text, at, 'z')) return 0;
  if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return std::nullopt;
  const int sign = text[at++] == '-' ? -1 : 1;
  const int hours = digits(text, at, 2);
  int minutes = 0;
  if (at < text.size()) {
    literal(text, at, ':');
    minutes = digits(text, at, 2);
  }
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return std::nullopt;
  return sign * (hours * 60 + minutes);
}

}  // namespace

// Written a dozen times into every answer: digits by hand cost a tenth of snprintf.
std::string format_date_time(Instant instant) {
  const auto p = parts_of(instant);
  std::string out = "0000-00-00T00:00:00+00:00";
  const auto put = [&out](std::size_t last, unsigned value, int digits) {
    for (; digits > 0; --digits, value /= 10) out[last--] = static_cast<char>('0' + value % 10);
  };
  put(3, static_cast<unsigned>(int(p.date.year())), 4);
  put(6, unsigned(p.date.month()), 2);
  put(9, unsigned(p.date.day()), 2);
  put(12, static_cast<unsigned>(p.hour), 2);
  put(15, static_cast<unsigned>(p.minute), 2);
  put(18, static_cast<unsigned>(p.second), 2);
  return out;
}

std::string format_log_time(Instant instant) {
  const auto p = parts_of(instant);
  char out[40];
  std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int(p.date.year()),
                unsigned(p.date.month()), unsigned(p.date.day()), p.hour, p.minute, p.second,
                p.millisecond);
  return out;
}

std::optional<Instant> parse_date_time(std::string_view text) {
  std::size_t at = 0;
  const int year = digits(text, at, 4);
  if (year < 1970 || !literal(text, at, '-')) return std::nullopt;
  const int month = digits(text, at, 2);
  if (!literal(text, at, '-')) return std::nullopt;
  const int day = digits(text, at, 2);
  if (!literal(text, at, 'T') && !literal(text, at, ' ')) return std::nullopt;
  const int hour = digits(text, at, 2);
  if (!literal(text, at, ':')) return std::nullopt;
  const int minute = digits(text, at, 2);
  int second = 0;
  if (literal(text, at, ':')) second = digits(text, at, 2);
  int ms = 0;
  if (literal(text, at, '.')) {
    int scale = 100;
    const auto first = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      ms += (text[at++] - '0') * scale;
      scale /= 10;
    }
    if (at == first || at - first > 9) return std::nullopt;
  }
  const auto offset = parse_offset(text, at);
  if (!offset || at != text.size()) return std::nullopt;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (month < 1 || day < 1 || !date.ok()) return std::nullopt;
  const auto base = std::chrono::sys_days(date).time_since_epoch().count() * 86'400'000LL;
  const Instant result{base + (hour * 60LL + minute - *offset) * 60'000 + second * 1000 + ms};
  // An offset can push a well-formed text across either end.
  if (result.ms < 0 || result.ms > last_ms) return std::nullopt;
  return result;
}

int day_of_year(Instant instant) {
  const auto day = floor<days>(sys(instant));
  const std::chrono::year_month_day date(day);
  const auto first = std::chrono::sys_days(date.year() / 1 / 1);
  return static_cast<int>((day - first).count()) + 1;
}

std::int64_t day_number(Instant instant) {
  return floor<days>(sys(instant)).time_since_epoch().count();
}

YearMonth year_month(Instant instant) {
  const auto p = parts_of(instant);
  return {int(p.date.year()), static_cast<int>(unsigned(p.date.month()))};
}

Instant wall_now() {
  return {std::chrono::duration_cast<milliseconds>(
              std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

}  // namespace guichet
