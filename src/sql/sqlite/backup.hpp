#pragma once

#include <string>

namespace guichet::sql {

/// Copies the database file `from` to the new file `to` while other connections read and write
/// `from`: the copy is the state at one moment. It appears under its name complete and flushed, or
/// not at all. The log of `from` cannot restart meanwhile, so it grows by what is written.
///
/// Throws DatabaseError: `to` exists, `from` is no database, the disk is full.
void backup_sqlite(const std::string& from, const std::string& to);

}  // namespace guichet::sql
