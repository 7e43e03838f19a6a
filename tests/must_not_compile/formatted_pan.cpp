// A card number cannot be formatted, and so cannot be logged.
// expect: Cannot format an argument
#include <fmt/format.h>

#include "base/card.hpp"

std::string show(const guichet::Pan& pan) {
#ifdef CONTROL
  return fmt::format("{}", pan.masked());
#else
  return fmt::format("{}", pan);
#endif
}
