#pragma once

#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace guichet {

/// `from` moved on by an ISO 8601 duration: "P6DT2H", "P1M", "PT90S", "P2W". Years and months are
/// of the calendar in UTC and end at the last day of a short month; all else is elapsed time. At
/// most nine digits a part, whole numbers, at least one part, in the order of the standard.
/// Nothing when ill-formed or when the end lies after the year 9999.
std::optional<Instant> add_duration(Instant from, std::string_view duration);

}  // namespace guichet
