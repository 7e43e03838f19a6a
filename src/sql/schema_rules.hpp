#pragma once

#include <string>
#include <vector>

#include "sql/migration.hpp"

namespace guichet::sql {

/// What these migrations do that one of the engines could not follow (stack.md "One schema for
/// SQLite, PostgreSQL and a sharded engine"), one line each; empty when all is well. For tests:
///
///     EXPECT_EQ(sql::check_schema_rules(jobs::schema()), std::vector<std::string>{});
///
/// Rules: numbers are unique and positive; only CREATE TABLE / [UNIQUE] INDEX IF NOT EXISTS,
/// ALTER TABLE … ADD COLUMN (nullable or with a default) and INSERT; column types BIGINT, INTEGER,
/// TEXT, BOOLEAN, BYTES; every table has a primary key of NOT NULL columns; a table that is not
/// marked `/* global */` starts with `book_id BIGINT NOT NULL`, and so does each of its keys; no
/// engine's own words (AUTOINCREMENT, SERIAL, ROWID, now(), `::`, `->>` …).
std::vector<std::string> check_schema_rules(const Migrations& migrations);

}  // namespace guichet::sql
