// A card number cannot be put into a JSON document.
// expect: error:
#include <boost/json.hpp>

#include "base/card.hpp"

boost::json::value document(const guichet::Pan& pan) {
#ifdef CONTROL
  return boost::json::value_from(pan.masked());
#else
  return boost::json::value_from(pan);
#endif
}
