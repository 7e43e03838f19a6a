// A card number does not turn into text by itself.
// expect: (could not convert|cannot convert|conversion from)
#include <string>

#include "base/card.hpp"

std::string text_of(const guichet::Pan& pan) {
#ifdef CONTROL
  return pan.masked();
#else
  return pan;
#endif
}
