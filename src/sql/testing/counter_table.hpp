#pragma once

#include "sql/database.hpp"
#include "sql/migration.hpp"

namespace guichet::sql::testing {

/// A counter kept the way every entity of the program is: each step is a history row whose key
/// (book, entity, version) is the guard.
inline const Migrations counter_migrations = {{1, "counter", R"(
  CREATE TABLE IF NOT EXISTS counter_history (
    book_id BIGINT NOT NULL, name TEXT NOT NULL, version BIGINT NOT NULL, note TEXT,
    PRIMARY KEY (book_id, name, version));
  CREATE TABLE IF NOT EXISTS notes (
    book_id BIGINT NOT NULL, id TEXT NOT NULL, document BYTES,
    PRIMARY KEY (book_id, id));)"}};

inline constexpr Statement select_version{
    "select counter version",
    "SELECT COALESCE(MAX(version), 0) FROM counter_history WHERE book_id = $1 AND name = $2"};
inline constexpr Statement count_steps{
    "count counter steps", "SELECT COUNT(*) FROM counter_history WHERE book_id = $1 AND name = $2"};
inline constexpr Statement insert_step{
    "insert counter step",
    "INSERT INTO counter_history (book_id, name, version, note) VALUES ($1, $2, $3, $4)"};
inline constexpr Statement insert_note{
    "insert note", "INSERT INTO notes (book_id, id, document) VALUES ($1, $2, $3)"};
inline constexpr Statement select_note{
    "select note", "SELECT document FROM notes WHERE book_id = $1 AND id = $2"};
inline constexpr Statement count_notes{"count notes",
                                       "SELECT COUNT(*) FROM notes WHERE book_id = $1"};

inline Batch note(std::string id) {
  Batch batch;
  batch.add(insert_note, values(1, std::move(id), Blob{"bytes"}));
  return batch;
}

}  // namespace guichet::sql::testing
