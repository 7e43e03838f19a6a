// A security code cannot be handed to the log.
// expect: error:
#include "base/card.hpp"
#include "base/log.hpp"

void show(const guichet::SecurityCode& code) {
#ifdef CONTROL
  guichet::log::info("code", {{"length", std::to_string(code.length())}});
#else
  guichet::log::info("code", {{"value", code}});
#endif
}
