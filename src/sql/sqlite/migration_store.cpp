#include "sql/sqlite/migration_store.hpp"

#include <algorithm>
#include <map>

#include "base/log.hpp"
#include "sql/sqlite/dialect.hpp"
#include "sql/sqlite/migration_schema.hpp"

namespace guichet::sql::sqlite {

namespace {

constexpr Statement has_table{"schema_migrations exists",
                              "SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'"};
constexpr Statement select_applied{"select schema_migrations",
                                   "SELECT number, name FROM schema_migrations ORDER BY number"};
constexpr Statement insert_applied{
    "insert schema_migrations",
    "INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, $2, $3)"};

using Applied = std::map<std::int64_t, std::string>;

Migrations sorted(Migrations migrations) {
  const auto by_number = [](const Migration& a, const Migration& b) { return a.number < b.number; };
  std::stable_sort(migrations.begin(), migrations.end(), by_number);
  const auto twin = std::adjacent_find(
      migrations.begin(), migrations.end(),
      [](const Migration& a, const Migration& b) { return a.number == b.number; });
  if (twin != migrations.end()) {
    throw DatabaseError("migration number " + std::to_string(twin->number) + " is used twice: " +
                        std::string(twin->name) + ", " + std::string(std::next(twin)->name));
  }
  return migrations;
}

Applied applied_in(Connection& connection) {
  Applied applied;
  if (connection.read(has_table, {}).empty()) return applied;
  for (const auto& row : connection.read(select_applied, {})) {
    applied.emplace(row.integer(0), row.text(1));
  }
  return applied;
}

/// Throws when the file went another way than this program.
void check_known(const Applied& applied, const Migrations& migrations) {
  for (const auto& [number, name] : applied) {
    const auto known = std::find_if(migrations.begin(), migrations.end(),
                                    [&](const Migration& m) { return m.number == number; });
    if (known == migrations.end()) {
      throw DatabaseError(
          "this data directory was written by a newer release: it holds migration " +
          std::to_string(number) + " (" + name + "), which this program does not know");
    }
    if (known->name != name) {
      throw DatabaseError("migration " + std::to_string(number) + " of this data directory is \"" +
                          name + "\", this program calls it \"" + std::string(known->name) + "\"");
    }
  }
}

void apply(Connection& writer, const Migration& migration, Instant at) {
  try {
    for (const auto& statement : schema_statements(migration.text)) writer.execute(statement);
  } catch (const DatabaseError& error) {
    throw DatabaseError("migration " + std::to_string(migration.number) + " (" +
                        std::string(migration.name) + "): " + error.what());
  }
  const int code = writer.write(insert_applied, {migration.number, migration.name, at});
  if (outcome_of(code) != Outcome::done) throw DatabaseError(writer.message());
}

}  // namespace

void migrate(Connection& writer, Migrations migrations, const Clock* clock) {
  migrations = sorted(std::move(migrations));
  writer.execute("BEGIN EXCLUSIVE");
  try {
    const Applied applied = applied_in(writer);
    check_known(applied, migrations);
    writer.execute(std::string(migrations_table));
    for (const auto& migration : migrations) {
      if (applied.count(migration.number)) continue;
      apply(writer, migration, clock ? clock->now() : Instant{});
      // A new file is no news; a changed one is.
      log::write(applied.empty() ? log::Level::debug : log::Level::info, "store.migrated",
                 {{"number", std::to_string(migration.number)},
                  {"name", std::string(migration.name)}});
    }
    writer.execute("COMMIT");
  } catch (...) {
    if (writer.in_transaction()) writer.execute("ROLLBACK");
    throw;
  }
}

void check_migrated(Connection& reader, Migrations migrations) {
  migrations = sorted(std::move(migrations));
  const Applied applied = applied_in(reader);
  check_known(applied, migrations);
  for (const auto& migration : migrations) {
    if (applied.count(migration.number)) continue;
    throw DatabaseError("this data directory is older than this program: it lacks migration " +
                        std::to_string(migration.number) + " (" + std::string(migration.name) +
                        "); start the server or run `guichet migrate` first");
  }
}

}  // namespace guichet::sql::sqlite
