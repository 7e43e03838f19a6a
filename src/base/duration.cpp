#include "base/duration.hpp"

#include <chrono>

namespace guichet {

namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t last_ms = 253'402'300'799'999;  // 9999-12-31T23:59:59.999Z
constexpr std::size_t digits_max = 9;

struct Parts {
  std::int64_t months = 0;
  std::int64_t ms = 0;
};

/// Reads parts such as "6D" that stand in the order of `units`. False when something else is there.
bool read_parts(std::string_view text, std::string_view units, bool of_time, Parts& parts) {
  std::size_t unit = 0;
  while (!text.empty()) {
    std::int64_t number = 0;
    std::size_t length = 0;
    while (length < text.size() && text[length] >= '0' && text[length] <= '9') {
      number = number * 10 + (text[length++] - '0');
      if (length > digits_max) return false;
    }
    if (length == 0 || length == text.size()) return false;
    const auto found = units.find(text[length], unit);
    if (found == std::string_view::npos) return false;
    unit = found + 1;
    switch (text[length]) {
      case 'Y': parts.months += number * 12; break;
      case 'W': parts.ms += number * 7 * day_ms; break;
      case 'D': parts.ms += number * day_ms; break;
      case 'H': parts.ms += number * 3'600'000; break;
      case 'S': parts.ms += number * 1000; break;
      default: (of_time ? parts.ms : parts.months) += of_time ? number * 60'000 : number;
    }
    text.remove_prefix(length + 1);
  }
  return true;
}

std::optional<Instant> add_months(Instant from, std::int64_t months) {
  using namespace std::chrono;
  const sys_time<milliseconds> point{milliseconds(from.ms)};
  const auto day = floor<days>(point);
  const year_month_day date(day);
  const std::int64_t month = int(date.year()) * 12LL + unsigned(date.month()) - 1 + months;
  if (month / 12 > 9999) return std::nullopt;
  const auto first = year(static_cast<int>(month / 12)) /
                     std::chrono::month(static_cast<unsigned>(month % 12) + 1);
  const year_month_day_last last = first / std::chrono::last;
  const auto moved = std::min(date.day(), last.day());
  const sys_days end = first / moved;
  return Instant{(end + (point - day)).time_since_epoch().count()};
}

}  // namespace

std::optional<Instant> add_duration(Instant from, std::string_view duration) {
  if (!duration.starts_with('P')) return std::nullopt;
  duration.remove_prefix(1);
  const auto t = duration.find('T');
  const auto days = duration.substr(0, t);
  const auto time = t == std::string_view::npos ? std::string_view() : duration.substr(t + 1);
  if (days.empty() && time.empty()) return std::nullopt;
  if (t != std::string_view::npos && time.empty()) return std::nullopt;
  Parts parts;
  if (!read_parts(days, "YMWD", false, parts) || !read_parts(time, "HMS", true, parts)) {
    return std::nullopt;
  }
  const auto moved = add_months(from, parts.months);
  if (!moved || parts.ms > last_ms || moved->ms + parts.ms > last_ms) return std::nullopt;
  return moved->plus_ms(parts.ms);
}

}  // namespace guichet
