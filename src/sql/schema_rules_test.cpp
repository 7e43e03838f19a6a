#include "sql/schema_rules.hpp"

#include <gtest/gtest.h>

namespace guichet::sql {
namespace {

using Complaints = std::vector<std::string>;

Complaints check_text(std::string_view text) { return check_schema_rules({{1, "x", text}}); }

/// The first complaint, without its place.
std::string complaint(std::string_view text) {
  const auto complaints = check_text(text);
  if (complaints.empty()) return "";
  return complaints[0].substr(std::string_view("migration 1 (x): ").size());
}

std::string table_with(const std::string& parts) {
  return "CREATE TABLE IF NOT EXISTS t (" + parts + ")";
}

TEST(SchemaRules, a_portable_schema_has_no_complaint) {
  EXPECT_EQ(check_text(R"(
    -- now() in a comment is no SQL
    CREATE TABLE IF NOT EXISTS payments (
      book_id BIGINT NOT NULL, id TEXT NOT NULL, amount BIGINT NOT NULL, paid BOOLEAN NOT NULL,
      tries INTEGER NOT NULL DEFAULT 0, sealed BYTES, note TEXT DEFAULT 'a, (b', CHECK (amount > 0),
      PRIMARY KEY (book_id, id), UNIQUE (book_id, amount, note),
      FOREIGN KEY (book_id, id) REFERENCES orders (book_id, id));
    CREATE UNIQUE INDEX IF NOT EXISTS payments_note ON payments (book_id, note) WHERE paid;
    CREATE INDEX IF NOT EXISTS payments_amount ON payments (amount);
    CREATE TABLE IF NOT EXISTS links /* global */ /* narrow */ (
      secret TEXT NOT NULL PRIMARY KEY, book_id BIGINT NOT NULL);
    CREATE UNIQUE INDEX IF NOT EXISTS links_book ON links (secret, book_id);
    ALTER TABLE payments ADD COLUMN brand TEXT NOT NULL DEFAULT '';
    INSERT INTO links (secret, book_id) VALUES ('s', 1);)"),
            Complaints{});
}

TEST(SchemaRules, tenant_tables_are_keyed_by_book_first) {
  const std::string must_start =
      "t must start with book_id BIGINT NOT NULL, or be marked /* global */";
  const std::string columns = "book_id BIGINT NOT NULL, id TEXT NOT NULL, ";
  EXPECT_EQ(complaint(table_with("id TEXT NOT NULL, PRIMARY KEY (id)")), must_start);
  EXPECT_EQ(complaint(table_with("book_id BIGINT, id TEXT NOT NULL, PRIMARY KEY (id)")),
            must_start);
  EXPECT_EQ(complaint(table_with(columns + "PRIMARY KEY (id, book_id)")),
            "t: each PRIMARY KEY must start with book_id");
  const std::string good = columns + "PRIMARY KEY (book_id, id)";
  EXPECT_EQ(complaint(table_with(good)), "");
  EXPECT_EQ(complaint(table_with(good + ", UNIQUE (id)")),
            "t: each UNIQUE must start with book_id");
  EXPECT_EQ(complaint(table_with(good + ", FOREIGN KEY (id) REFERENCES o (id)")),
            "t: each FOREIGN KEY must start with book_id");
  EXPECT_EQ(complaint(table_with(good + ", mail TEXT UNIQUE")),
            "t: each UNIQUE must start with book_id");
  EXPECT_EQ(complaint(table_with(good) + "; CREATE UNIQUE INDEX IF NOT EXISTS i ON t (id)"),
            "t: each UNIQUE index must start with book_id");
}

TEST(SchemaRules, every_table_has_a_primary_key_that_all_engines_keep) {
  EXPECT_EQ(complaint(table_with("book_id BIGINT NOT NULL")), "t has no primary key");
  EXPECT_EQ(complaint(table_with("book_id BIGINT NOT NULL, id TEXT, PRIMARY KEY (book_id, id)")),
            "t.id is part of the primary key and must be NOT NULL");
  EXPECT_EQ(complaint(table_with("/* global */ id INTEGER NOT NULL PRIMARY KEY")),
            "t: a primary key of one INTEGER column must be BIGINT");
}

TEST(SchemaRules, only_the_five_types_exist) {
  for (const std::string type : {"VARCHAR", "BLOB", "bytes", "TIMESTAMP", "REAL", "JSON", "INT"}) {
    const std::string parts = "book_id BIGINT NOT NULL, a " + type + ", PRIMARY KEY (book_id)";
    EXPECT_EQ(complaint(table_with(parts)),
              "t.a: " + type + " is not one of BIGINT, INTEGER, TEXT, BOOLEAN, BYTES");
  }
  EXPECT_EQ(complaint(table_with("book_id BIGINT NOT NULL, a TEXT(5), PRIMARY KEY (book_id)")),
            "t.a: types have no length");
}

TEST(SchemaRules, words_of_one_engine_are_refused) {
  for (const std::string word : {"AUTOINCREMENT", "DEFAULT CURRENT_TIMESTAMP", "DEFAULT (now())",
                                 "DEFAULT '1'::text", "COLLATE nocase"}) {
    EXPECT_NE(complaint(table_with("book_id BIGINT NOT NULL, a TEXT " + word +
                                   ", PRIMARY KEY (book_id)")),
              "")
        << word;
  }
  const std::string good = table_with("book_id BIGINT NOT NULL, PRIMARY KEY (book_id)");
  EXPECT_EQ(complaint(good + " WITHOUT ROWID"), "WITHOUT is not common to all engines");
}

TEST(SchemaRules, names_are_free_on_every_engine) {
  EXPECT_EQ(complaint(table_with("book_id BIGINT NOT NULL, user TEXT, PRIMARY KEY (book_id)")),
            "user is a reserved word");
}

TEST(SchemaRules, migrations_only_add) {
  EXPECT_EQ(complaint("DROP TABLE t"), "a migration only adds: DROP TABLE t");
  EXPECT_EQ(complaint("CREATE TABLE t (a TEXT)"), "a migration only adds: CREATE TABLE t (a TEXT)");
  EXPECT_EQ(complaint("ALTER TABLE t ADD COLUMN a TEXT NOT NULL"),
            "t: an added NOT NULL column needs a default");
  EXPECT_EQ(complaint("CREATE INDEX IF NOT EXISTS i ON t (a)"),
            "an index on t, which no migration before it creates");
  EXPECT_EQ(complaint("INSERT /* narrow */ INTO t VALUES (1)"),
            "a mark belongs inside of a CREATE TABLE");
}

TEST(SchemaRules, numbers_are_unique_over_all_rooms) {
  EXPECT_EQ(check_schema_rules({{3, "a", ""}, {3, "b", ""}}),
            Complaints{"migration 3 (b): the number is used twice"});
  EXPECT_EQ(check_schema_rules({{0, "a", ""}}),
            Complaints{"migration 0 (a): the number must be positive"});
}

}  // namespace
}  // namespace guichet::sql
