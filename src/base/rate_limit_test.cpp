#include "base/rate_limit.hpp"

#include <gtest/gtest.h>

namespace guichet {
namespace {

TEST(RateLimit, AllowsTheBurstThenRefusesThenRefills) {
  ManualClock clock(Instant{1'000'000});
  RateLimit limit(clock, 3);
  EXPECT_TRUE(limit.allow("a"));
  EXPECT_TRUE(limit.allow("a"));
  EXPECT_FALSE(limit.exhausted("a"));
  EXPECT_TRUE(limit.allow("a"));
  EXPECT_TRUE(limit.exhausted("a"));
  EXPECT_FALSE(limit.allow("a"));
  EXPECT_TRUE(limit.allow("b")) << "keys are apart";
  clock.advance_ms(20'000);
  EXPECT_TRUE(limit.allow("a"));
  EXPECT_FALSE(limit.allow("a"));
}

}  // namespace
}  // namespace guichet
