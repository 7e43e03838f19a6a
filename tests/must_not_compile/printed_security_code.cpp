// A security code cannot be written to a stream.
// expect: use of deleted function
#include <iostream>

#include "base/card.hpp"

void show(const guichet::SecurityCode& code) {
#ifdef CONTROL
  std::cout << code.length();
#else
  std::cout << code;
#endif
}
