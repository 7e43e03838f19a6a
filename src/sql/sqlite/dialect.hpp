#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace guichet::sql::sqlite {

/// The statement as SQLite must read it: `$n` becomes `?n`. SQLite numbers `$n` by first
/// appearance, not by n (stack.md, statements 6).
std::string statement_text(std::string_view text);

/// The statements of a migration as SQLite must read them: `BYTES` becomes BLOB and a
/// `/* narrow */` table ends with WITHOUT ROWID (see migration.hpp).
std::vector<std::string> schema_statements(std::string_view text);

}  // namespace guichet::sql::sqlite
