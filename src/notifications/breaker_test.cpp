#include "notifications/breaker.hpp"

#include <gtest/gtest.h>

namespace guichet::notifications {
namespace {

constexpr Instant start{1'000'000};
const std::string host = "merchant.example:443";

void fail(Breaker& breaker, int times, std::int64_t duration_ms = 5000) {
  for (int i = 0; i < times; ++i) breaker.note_silence(host, start, duration_ms);
}

TEST(Breaker, OpensAfterFiveSlowSilencesForAMinute) {
  Breaker breaker;
  fail(breaker, 4);
  EXPECT_TRUE(breaker.allows(host, start));
  fail(breaker, 1);
  EXPECT_FALSE(breaker.allows(host, start));
  EXPECT_FALSE(breaker.allows(host, start.plus_ms(59'999)));
  EXPECT_TRUE(breaker.allows("other.example:443", start));
  EXPECT_EQ(breaker.open_count(), 1);
}

TEST(Breaker, LetsOneTrialThroughAfterTheMinute) {
  Breaker breaker;
  fail(breaker, 5);
  const Instant later = start.plus_ms(60'000);
  EXPECT_TRUE(breaker.allows(host, later));
  EXPECT_FALSE(breaker.allows(host, later)) << "one at a time";
  breaker.note_answer(host);
  EXPECT_TRUE(breaker.allows(host, later));
  EXPECT_TRUE(breaker.allows(host, later));
  EXPECT_EQ(breaker.open_count(), 0);
}

TEST(Breaker, AnswersAndQuickRefusalsKeepItClosed) {
  Breaker breaker;
  fail(breaker, 4);
  breaker.note_answer(host);
  fail(breaker, 4);
  EXPECT_TRUE(breaker.allows(host, start));
  fail(breaker, 20, 10);
  EXPECT_TRUE(breaker.allows(host, start)) << "a quick refusal costs the buyer nothing";
}

}  // namespace
}  // namespace guichet::notifications
