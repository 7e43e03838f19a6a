// A secret cannot be formatted.
// expect: Cannot format an argument
#include <fmt/format.h>

#include "base/secret.hpp"

std::string show(const guichet::Secret& secret) {
#ifdef CONTROL
  return fmt::format("{}", secret.expose().size());
#else
  return fmt::format("{}", secret);
#endif
}
