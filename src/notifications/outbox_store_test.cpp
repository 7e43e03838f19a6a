#include "notifications/outbox_store.hpp"

#include <gtest/gtest.h>

#include "notifications/caller.hpp"
#include "sql/schema_rules.hpp"

namespace guichet::notifications {
namespace {

TEST(OutboxSchema, KeepsToWhatAllEnginesShare) {
  EXPECT_EQ(sql::check_schema_rules(schema()), std::vector<std::string>{});
  EXPECT_EQ(sql::check_schema_rules(jobs::schema()), std::vector<std::string>{});
}

TEST(OutboxId, SplitsAtItsLastDot) {
  const std::string event(32, 'a');
  const auto key = RowKey::parse("pay.ment." + event);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->payment_id, "pay.ment");
  EXPECT_EQ(key->text(), "pay.ment." + event);
  const std::string bad_ids[] = {"", event, "." + event, "p.x", "p." + event + "a"};
  for (const auto& bad : bad_ids) {
    EXPECT_FALSE(RowKey::parse(bad)) << bad;
  }
}

TEST(AnswerStart, Is512CharactersOfSafeText) {
  EXPECT_EQ(start_of_answer("OK"), "OK");
  EXPECT_EQ(start_of_answer(std::string(513, 'x')), std::string(512, 'x'));
  std::string accents, faces;
  for (int i = 0; i < 600; ++i) {
    accents += "é";
    faces += "😀";
  }
  EXPECT_EQ(start_of_answer(accents), accents.substr(0, 1024));
  EXPECT_EQ(start_of_answer(faces), faces.substr(0, 2048));
  EXPECT_EQ(start_of_answer("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(start_of_answer(std::string("a\0z", 3)), "a\xEF\xBF\xBDz");
}

}  // namespace
}  // namespace guichet::notifications
