#pragma once

#include <string_view>
#include <vector>

namespace guichet::sql {

/// One numbered, forward-only step of the schema. Numbers are unique over all rooms; each room
/// that owns tables declares its own in `<room>_schema.cpp` and wiring collects them.
struct Migration {
  int number;
  std::string_view name;
  std::string_view text;  // statements separated by ';' — common subset, CREATE … IF NOT EXISTS
};

using Migrations = std::vector<Migration>;

}  // namespace guichet::sql
