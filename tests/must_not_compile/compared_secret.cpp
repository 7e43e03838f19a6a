// Secrets are compared in constant time, never with ==.
// expect: use of deleted function
#include "base/secret.hpp"

bool same(const guichet::Secret& a, const guichet::Secret& b) {
#ifdef CONTROL
  return a.equals(b.expose());
#else
  return a == b;
#endif
}
