#pragma once

#include <string_view>

namespace guichet::sql::sqlite {

/// Which migrations a file holds. It comes before the first of them, so it is none itself.
extern const std::string_view migrations_table;

}  // namespace guichet::sql::sqlite
