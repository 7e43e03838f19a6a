#include "main/schema.hpp"

#include <gtest/gtest.h>

#include <set>

#include "sql/schema_rules.hpp"
#include "sql/testing/scratch_database.hpp"

namespace guichet::app {
namespace {

TEST(SchemaTest, EveryTableKeepsTheRulesOfAllEngines) {
  EXPECT_EQ(sql::check_schema_rules(all_migrations()), std::vector<std::string>{});
}

TEST(SchemaTest, MigrationsAreNumberedOnce) {
  std::set<int> numbers;
  std::set<std::string_view> names;
  for (const auto& migration : all_migrations()) {
    EXPECT_TRUE(numbers.insert(migration.number).second) << migration.name;
    EXPECT_TRUE(names.insert(migration.name).second) << migration.name;
  }
  EXPECT_GE(numbers.size(), 6u);
}

TEST(SchemaTest, AnEmptyDatabaseTakesThemAll) {
  EXPECT_NO_THROW(guichet::testing::ScratchDatabase{all_migrations()});
}

}  // namespace
}  // namespace guichet::app
