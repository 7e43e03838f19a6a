#include "sql/sqlite/migration_schema.hpp"

namespace guichet::sql::sqlite {

const std::string_view migrations_table = R"(
  CREATE TABLE IF NOT EXISTS schema_migrations (
    number BIGINT NOT NULL, name TEXT NOT NULL, applied_at BIGINT NOT NULL,
    PRIMARY KEY (number)))";

}  // namespace guichet::sql::sqlite
