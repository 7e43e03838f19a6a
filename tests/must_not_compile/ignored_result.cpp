// An expected outcome may not be dropped.
// expect: ignoring return
#include "base/card.hpp"
#include "base/result.hpp"

guichet::Result<int, int> outcome();

void caller() {
#ifdef CONTROL
  (void)outcome();
#else
  outcome();
#endif
}
