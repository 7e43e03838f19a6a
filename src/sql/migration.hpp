#pragma once

#include <string_view>
#include <vector>

namespace guichet::sql {

/// One numbered, forward-only step of the schema. Numbers are unique over all rooms; each room
/// that owns tables declares its own in `<room>_schema.cpp` and wiring collects them.
///
/// The text is written once for every engine (stack.md "One schema…"; `check_schema_rules` in
/// schema_rules.hpp tests it). Three things have no common spelling and are marked:
///
///  - `BYTES`, in capitals, is the column type of bytes; a driver writes BLOB or BYTEA for it;
///  - the comment `/* narrow */` inside of a CREATE TABLE says that its rows are short (well under
///    100 bytes) and are found by primary key only: SQLite stores it WITHOUT ROWID. Rows of 1 KB
///    stored that way are 0.43x as fast, so mark nothing else;
///  - the comment `/* global */` says that the table has no book: small read-mostly data, or a
///    look-up by an id that does not name its book.
///
///     CREATE TABLE IF NOT EXISTS leases /* narrow */ (
///       book_id BIGINT NOT NULL, name TEXT NOT NULL, until BIGINT NOT NULL,
///       PRIMARY KEY (book_id, name));
struct Migration {
  int number;
  std::string_view name;
  std::string_view text;  // statements separated by ';' — common subset, CREATE … IF NOT EXISTS
};

using Migrations = std::vector<Migration>;

}  // namespace guichet::sql
