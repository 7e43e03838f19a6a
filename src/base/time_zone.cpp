#include "base/time_zone.hpp"

#include <date/tz.h>

namespace guichet {

namespace {

using std::chrono::milliseconds;

constexpr std::int64_t day_ms = 86'400'000;

std::int64_t floor_days(std::int64_t ms) {
  return ms >= 0 ? ms / day_ms : -((-ms + day_ms - 1) / day_ms);
}

}  // namespace

TimeZone::TimeZone(const std::string& name) {
  if (name == "UTC") return;
  try {
    zone_ = date::locate_zone(name);
  } catch (const std::runtime_error&) {
    zone_ = nullptr;
  }
}

std::int64_t TimeZone::day_of(Instant instant) const {
  if (!zone_) return floor_days(instant.ms);
  const auto* zone = static_cast<const date::time_zone*>(zone_);
  const auto local = zone->to_local(date::sys_time<milliseconds>(milliseconds(instant.ms)));
  return floor_days(local.time_since_epoch().count());
}

Instant TimeZone::at(std::int64_t day, int minutes) const {
  const std::int64_t local_ms = day * day_ms + minutes * 60'000LL;
  if (!zone_) return {local_ms};
  const auto* zone = static_cast<const date::time_zone*>(zone_);
  const date::local_time<milliseconds> local{milliseconds(local_ms)};
  return {zone->to_sys(local, date::choose::earliest).time_since_epoch().count()};
}

Instant TimeZone::next(Instant from, int minutes) const {
  const std::int64_t day = day_of(from);
  const Instant today = at(day, minutes);
  return today >= from ? today : at(day + 1, minutes);
}

}  // namespace guichet
