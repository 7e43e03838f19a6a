// A security code cannot be formatted, and so cannot be logged.
// expect: Cannot format an argument
#include <fmt/format.h>

#include "base/card.hpp"

std::string show(const guichet::SecurityCode& code) {
#ifdef CONTROL
  return fmt::format("{}", code.length());
#else
  return fmt::format("{}", code);
#endif
}
