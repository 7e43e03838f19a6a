#pragma once

#include <cstdint>
#include <string>

#include "base/time.hpp"

namespace guichet {

/// The calendar of a place: an IANA time zone of this machine ("Europe/Paris"). Cheap to make and
/// to copy; UTC costs no look-up. A zone that the machine does not know (any more) counts as UTC:
/// shop files are checked when they are applied, so only a lost package leads there.
class TimeZone {
 public:
  explicit TimeZone(const std::string& name);

  /// The local calendar day of an instant, as days since 1970-01-01.
  std::int64_t day_of(Instant instant) const;
  /// The instant at which the clocks of the place show `minutes` (0…1439) after midnight of the
  /// day. A time that is skipped in spring counts as the first instant after the gap; of a time
  /// that comes twice in autumn the first is meant.
  Instant at(std::int64_t day, int minutes) const;
  /// The first instant at or after `from` at which the clocks show `minutes` after midnight.
  Instant next(Instant from, int minutes) const;

 private:
  const void* zone_ = nullptr;  // of the time zone database, which lives as long as the process
};

}  // namespace guichet
