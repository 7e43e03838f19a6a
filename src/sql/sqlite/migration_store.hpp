#pragma once

#include "base/time.hpp"
#include "sql/migration.hpp"
#include "sql/sqlite/connection.hpp"

namespace guichet::sql::sqlite {

/// Applies the migrations the file does not have yet, in order of number and in one transaction.
///
/// Throws DatabaseError, and changes nothing: two migrations of one number; a file that holds a
/// migration this program does not know (a newer release wrote it), or knows by another name; a
/// migration whose text fails. `clock` may be null: applied_at is then 0.
void migrate(Connection& writer, Migrations migrations, const Clock* clock);

/// Throws DatabaseError unless the file holds exactly these migrations; writes nothing.
void check_migrated(Connection& reader, Migrations migrations);

}  // namespace guichet::sql::sqlite
