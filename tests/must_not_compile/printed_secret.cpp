// A password or key cannot be written to a stream.
// expect: use of deleted function
#include <iostream>

#include "base/secret.hpp"

void show(const guichet::Secret& secret) {
#ifdef CONTROL
  std::cout << secret.empty();
#else
  std::cout << secret;
#endif
}
