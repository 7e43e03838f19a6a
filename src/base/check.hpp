#pragma once

#include <source_location>
#include <string_view>

namespace guichet {

/// Ends the process with a message: for our own mistakes only, never reachable by input.
[[noreturn]] void check_failed(std::string_view what, std::source_location where);

/// An assertion that stays on in release (design.md 6).
inline void check(bool holds, std::string_view what,
                  std::source_location where = std::source_location::current()) {
  if (!holds) [[unlikely]] {
    check_failed(what, where);
  }
}

}  // namespace guichet
