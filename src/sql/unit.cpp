#include "sql/unit.hpp"

#include <string>

namespace guichet::sql {

namespace {
std::string describe(Commit reason, std::string_view unit) {
  return std::string(unit) + (reason == Commit::conflict ? ": beaten by others at every try"
                                                         : ": the store is unavailable");
}
}  // namespace

UnitFailed::UnitFailed(Commit why, std::string_view unit)
    : std::runtime_error(describe(why, unit)), reason(why) {}

}  // namespace guichet::sql
