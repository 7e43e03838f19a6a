#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace guichet {

void check_failed(std::string_view what, std::source_location where) {
  std::fprintf(stderr, "guichet: internal check failed: %.*s (%s:%u)\n",
               static_cast<int>(what.size()), what.data(), where.file_name(), where.line());
  std::abort();
}

}  // namespace guichet
