// A card number cannot be written to a stream.
// expect: use of deleted function
#include <iostream>

#include "base/card.hpp"

void show(const guichet::Pan& pan) {
#ifdef CONTROL
  std::cout << pan.masked();
#else
  std::cout << pan;
#endif
}
