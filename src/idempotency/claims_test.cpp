#include "idempotency/claims.hpp"

#include <gtest/gtest.h>

#include "base/simulated_scheduler.hpp"
#include "sql/schema_rules.hpp"
#include "sql/testing/scratch_database.hpp"

namespace guichet::idempotency {
namespace {

constexpr std::int64_t book = 7;
constexpr std::int64_t life_ms = 30ll * 24 * 3600 * 1000;

class ClaimsTest : public ::testing::Test {
 protected:
  Claim claim(std::string key, std::string ticket = "t1") const {
    return {.book_id = book,
            .key = std::move(key),
            .fingerprint = "f",
            .service = "Charge/CreatePayment",
            .ticket = std::move(ticket),
            .at = clock.now()};
  }
  sql::Commit commit(sql::Batch batch) { return scheduler.run(db->commit(std::move(batch))); }
  sql::Commit commit_claim(const Claim& wanted) {
    sql::Batch batch;
    add_claim(batch, wanted);
    return commit(std::move(batch));
  }
  void answer(const std::string& key, const std::string& text) {
    sql::Batch batch;
    add_answer(batch, book, key, text);
    ASSERT_EQ(commit(std::move(batch)), sql::Commit::done);
  }
  std::optional<Record> find(std::int64_t book_id, const std::string& key) {
    return scheduler.run(idempotency::find(*db, book_id, key));
  }

  ManualClock clock{Instant{1'700'000'000'000}};
  SimulatedScheduler scheduler{clock};
  guichet::testing::ScratchDatabase db{schema()};
};

TEST_F(ClaimsTest, TheSchemaKeepsTheRulesOfAllEngines) {
  EXPECT_EQ(sql::check_schema_rules(schema()), std::vector<std::string>{});
}

TEST_F(ClaimsTest, ASecondClaimOfAKeyWritesNothingOfItsBatch) {
  ASSERT_EQ(commit_claim(claim("a")), sql::Commit::done);
  sql::Batch batch;
  add_claim(batch, claim("a", "t2"));
  add_claim(batch, claim("b", "t2"));
  EXPECT_EQ(commit(std::move(batch)), sql::Commit::conflict);
  EXPECT_FALSE(find(book, "b"));
  EXPECT_EQ(find(book, "a")->claim.ticket, "t1");
}

TEST_F(ClaimsTest, AKeyBelongsToOneBook) {
  ASSERT_EQ(commit_claim(claim("a")), sql::Commit::done);
  EXPECT_FALSE(find(book + 1, "a"));
  auto other = claim("a");
  other.book_id = book + 1;
  EXPECT_EQ(commit_claim(other), sql::Commit::done);
}

TEST_F(ClaimsTest, TheFirstAnswerStands) {
  ASSERT_EQ(commit_claim(claim("a")), sql::Commit::done);
  EXPECT_FALSE(find(book, "a")->answer);
  answer("a", "first");
  answer("a", "second");
  EXPECT_EQ(find(book, "a")->answer, "first");
  EXPECT_EQ(find(book, "a")->claim.service, "Charge/CreatePayment");
}

TEST_F(ClaimsTest, AKeyIsNewAgainAfterThirtyDaysAndNotBefore) {
  ASSERT_EQ(commit_claim(claim("a")), sql::Commit::done);
  clock.advance_ms(life_ms - 1);
  EXPECT_FALSE(expired(Instant{1'700'000'000'000}, clock.now()));
  auto later = claim("a", "t2");
  later.over_expired = true;  // even if somebody believes so: the row is looked at again
  EXPECT_EQ(commit_claim(later), sql::Commit::conflict);
  clock.advance_ms(1);
  EXPECT_TRUE(expired(Instant{1'700'000'000'000}, clock.now()));
  later.at = clock.now();
  EXPECT_EQ(commit_claim(later), sql::Commit::done);
  EXPECT_EQ(find(book, "a")->claim.ticket, "t2");
}

TEST_F(ClaimsTest, RetentionTakesTheExpiredOfOneBookPageByPage) {
  for (const char* key : {"a", "b", "c"}) ASSERT_EQ(commit_claim(claim(key)), sql::Commit::done);
  auto other = claim("a");
  other.book_id = book + 1;
  ASSERT_EQ(commit_claim(other), sql::Commit::done);
  clock.advance_ms(life_ms);
  ASSERT_EQ(commit_claim(claim("d")), sql::Commit::done);
  EXPECT_EQ(scheduler.run(forget_expired(*db, book, clock.now(), 2)), 2);
  EXPECT_EQ(scheduler.run(forget_expired(*db, book, clock.now(), 2)), 1);
  EXPECT_EQ(scheduler.run(forget_expired(*db, book, clock.now(), 2)), 0);
  EXPECT_TRUE(find(book, "d"));
  EXPECT_TRUE(find(book + 1, "a"));
}

}  // namespace
}  // namespace guichet::idempotency
