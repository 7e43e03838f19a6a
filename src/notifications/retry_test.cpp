#include "notifications/retry.hpp"

#include <gtest/gtest.h>

#include <set>

#include "notifications/outbox.hpp"

namespace guichet::notifications {
namespace {

Instant at(std::string_view text) { return *parse_date_time(text); }

TEST(Retry, ExactlyTwelveStatusesMeanReceived) {
  const std::set<int> expected{200, 201, 202, 203, 204, 205, 206, 301, 302, 303, 307, 308};
  for (int status = 0; status < 1000; ++status) {
    EXPECT_EQ(is_success(status), expected.contains(status)) << status;
  }
}

TEST(Retry, FallsOnTheNextQuarterOfAnHour) {
  const Instant first = at("2026-03-01T10:00:00Z");
  const auto next = [&](std::string_view now) {
    return format_log_time(*next_retry(first, at(now), 1, {}));
  };
  EXPECT_EQ(next("2026-03-01T10:07:00Z"), "2026-03-01T10:15:00.000Z");
  EXPECT_EQ(next("2026-03-01T10:14:59.999Z"), "2026-03-01T10:15:00.000Z");
  EXPECT_EQ(next("2026-03-01T10:15:00Z"), "2026-03-01T10:30:00.000Z");
  EXPECT_EQ(next("2026-03-01T10:44:59Z"), "2026-03-01T10:45:00.000Z");
  EXPECT_EQ(next("2026-03-01T10:45:00.001Z"), "2026-03-01T11:00:00.000Z");
  EXPECT_EQ(next("2026-12-31T23:50:00Z"), "2027-01-01T00:00:00.000Z");
}

TEST(Retry, StopsAfterFour) {
  const Instant now = at("2026-03-01T10:07:00Z");
  for (int failures = 1; failures <= 4; ++failures) {
    EXPECT_TRUE(next_retry(now, now, failures, {})) << failures;
  }
  EXPECT_FALSE(next_retry(now, now, 5, {}));
}

TEST(Retry, FollowsTheLongerScheduleOfAShop) {
  const Instant first = at("2026-03-01T10:07:10Z");
  const std::vector<int> minutes{1, 60, 1440};
  EXPECT_EQ(next_retry(first, first.plus_seconds(5), 1, minutes), first.plus_seconds(60));
  EXPECT_EQ(next_retry(first, first.plus_seconds(65), 2, minutes), first.plus_seconds(3600));
  EXPECT_EQ(next_retry(first, first.plus_seconds(3700), 3, minutes), first.plus_days(1));
  EXPECT_FALSE(next_retry(first, first.plus_days(1), 4, minutes));
  // A gateway that was down for long is not asked to call in the past.
  EXPECT_EQ(next_retry(first, first.plus_days(2), 2, minutes), first.plus_days(2));
}

}  // namespace
}  // namespace guichet::notifications
