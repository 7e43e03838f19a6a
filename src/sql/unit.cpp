#include "sql/unit.hpp"

#include <algorithm>
#include <string>

#include "base/scheduler.hpp"

namespace guichet::sql {

namespace {
std::string describe(Commit reason, std::string_view unit) {
  return std::string(unit) + (reason == Commit::conflict ? ": beaten by others at every try"
                                                         : ": the store is unavailable");
}
}  // namespace

Task<> pause_before_try(std::size_t tries_lost) {
  constexpr Scheduler::Duration first(8);
  const auto most = std::min(first * (1 << std::min<std::size_t>(tries_lost - 1, 8)),
                             Scheduler::Duration(limits::unit_pause_max));
  // At once for some: of many contenders only one can win a round, and rounds should not be empty.
  const auto pause = Scheduler::current().spread(static_cast<std::uint64_t>(most.count()));
  co_await sleep_for(Scheduler::Duration(pause));
}

UnitFailed::UnitFailed(Commit why, std::string_view unit)
    : std::runtime_error(describe(why, unit)), reason(why) {}

}  // namespace guichet::sql
