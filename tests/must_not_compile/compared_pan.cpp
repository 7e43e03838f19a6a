// Card numbers are not compared byte by byte: equality is a keyed hash, in the vault.
// expect: use of deleted function
#include "base/card.hpp"

bool same(const guichet::Pan& a, const guichet::Pan& b) {
#ifdef CONTROL
  return &a == &b;
#else
  return a == b;
#endif
}
