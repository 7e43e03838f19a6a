#include "base/time.hpp"

#include <gtest/gtest.h>

namespace guichet {
namespace {

std::string round(std::string_view text) {
  const auto instant = parse_date_time(text);
  return instant ? format_date_time(*instant) : "none";
}

TEST(Time, FormatsTwentyFiveCharactersInUtc) {
  EXPECT_EQ(format_date_time(Instant{0}), "1970-01-01T00:00:00+00:00");
  EXPECT_EQ(format_date_time(Instant{1'773'480'413'999}), "2026-03-14T09:26:53+00:00");
  EXPECT_EQ(format_date_time(Instant{}).size(), 25u);
  EXPECT_EQ(format_log_time(Instant{1'773'480'413'007}), "2026-03-14T09:26:53.007Z");
  EXPECT_EQ(format_date_time(Instant{-1}), "1969-12-31T23:59:59+00:00");
}

// spec/envelope.md 3.1: any offset and Z on input, always +00:00 on output.
TEST(Time, ReadsEveryFormOfOffset) {
  for (const auto* text : {"2026-03-14T09:26:53Z", "2026-03-14T09:26:53z",
                           "2026-03-14T10:26:53+01:00", "2026-03-14T10:26:53+0100",
                           "2026-03-14T10:26:53+01", "2026-03-13T23:56:53-09:30",
                           "2026-03-14T23:26:53+14:00", "2026-03-14 09:26:53Z",
                           "2026-03-14T09:26:53.123456789Z", "2026-03-14T09:26:53-00:00"}) {
    EXPECT_EQ(round(text), "2026-03-14T09:26:53+00:00") << text;
  }
  EXPECT_EQ(round("2026-03-14T09:26Z"), "2026-03-14T09:26:00+00:00");
  EXPECT_EQ(parse_date_time("1970-01-01T00:00:00.1Z")->ms, 100);
  EXPECT_EQ(parse_date_time("1970-01-01T00:00:00.0019Z")->ms, 1);
}

TEST(Time, KnowsLeapDays) {
  EXPECT_EQ(round("2028-02-29T00:00:00Z"), "2028-02-29T00:00:00+00:00");
  EXPECT_EQ(round("2000-02-29T00:00:00Z"), "2000-02-29T00:00:00+00:00");
  EXPECT_EQ(round("2027-02-29T00:00:00Z"), "none");
  EXPECT_EQ(round("2100-02-29T00:00:00Z"), "none");
  EXPECT_EQ(round("2028-02-29T23:30:00-01:00"), "2028-03-01T00:30:00+00:00");
}

TEST(Time, RefusesWhatIsNoDateTime) {
  for (const auto* text :
       {"", "2026", "2026-03-14", "2026-03-14T09:26:53", "2026-03-14T09:26:53 Z",
        "2026-03-14T09:26:53Zx", "2026-3-14T09:26:53Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z",
        "2026-01-01T00:00:00+15:00", "2026-01-01T00:00:00+01:60", "2026-01-01T00:00:00+1",
        "2026-01-01T00:00:00+01:", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567890Z",
        "2026-01-01T00:00:Z", "+026-01-01T00:00:00Z", " 2026-01-01T00:00:00Z",
        "2026-01-01T-1:00:00Z", "20260101T000000Z"}) {
    EXPECT_EQ(round(text), "none") << text;
  }
}

TEST(Time, StaysBetween1970And9999) {
  EXPECT_EQ(round("1970-01-01T00:00:00Z"), "1970-01-01T00:00:00+00:00");
  EXPECT_EQ(round("9999-12-31T23:59:59Z"), "9999-12-31T23:59:59+00:00");
  EXPECT_EQ(round("1969-12-31T23:59:59Z"), "none");
  EXPECT_EQ(round("1970-01-01T00:00:00+01:00"), "none");
  EXPECT_EQ(round("9999-12-31T23:59:59-01:00"), "none");
}

TEST(Time, RoundTripsEveryDayOfFourYears) {
  for (std::int64_t day = 20'000; day < 20'000 + 1461; ++day) {
    const Instant instant{day * 86'400'000 + 45'296'000};
    ASSERT_EQ(parse_date_time(format_date_time(instant)), instant) << day;
    ASSERT_EQ(day_number(instant), day);
  }
}

TEST(Time, CountsDaysOfTheYear) {
  const auto day = [](std::string_view text) { return day_of_year(*parse_date_time(text)); };
  EXPECT_EQ(day("2026-01-01T00:00:00Z"), 1);
  EXPECT_EQ(day("2026-12-31T23:59:59Z"), 365);
  EXPECT_EQ(day("2028-03-01T00:00:00Z"), 61);
  EXPECT_EQ(day("2028-12-31T00:00:00Z"), 366);
  EXPECT_EQ(day("2027-01-01T00:30:00+01:00"), 365);
  EXPECT_EQ(day_number(Instant{86'399'999}), 0);
  EXPECT_EQ(day_number(Instant{-1}), -1);
  const auto [year, month] = year_month(*parse_date_time("2027-01-01T00:30:00+01:00"));
  EXPECT_EQ(year, 2026);
  EXPECT_EQ(month, 12);
}

TEST(Time, InstantsAddAndCompare) {
  EXPECT_EQ(Instant{1}.plus_ms(2), Instant{3});
  EXPECT_EQ(Instant{}.plus_seconds(2).plus_days(-1), Instant{2000 - 86'400'000});
  EXPECT_LT(Instant{1}, Instant{2});
}

TEST(Clock, ManualClockMovesWhenTold) {
  ManualClock clock(Instant{5});
  clock.advance_ms(10);
  EXPECT_EQ(clock.now(), Instant{15});
  clock.set(Instant{7});
  EXPECT_EQ(clock.now(), Instant{7});
}

TEST(Clock, SystemClockIsAfterThisWasWritten) {
  EXPECT_GT(SystemClock().now(), *parse_date_time("2026-01-01T00:00:00Z"));
}

}  // namespace
}  // namespace guichet
