#include "base/time_zone.hpp"

#include <gtest/gtest.h>

namespace guichet {
namespace {

Instant instant(std::string_view text) { return *parse_date_time(text); }
constexpr int evening = 22 * 60 + 30;

TEST(TimeZoneTest, UtcHasDaysOfUtc) {
  const TimeZone utc("UTC");
  EXPECT_EQ(utc.day_of(instant("1970-01-02T00:00:00Z")), 1);
  EXPECT_EQ(utc.day_of(instant("1970-01-01T23:59:59Z")), 0);
  EXPECT_EQ(utc.at(1, 90), instant("1970-01-02T01:30:00Z"));
}

TEST(TimeZoneTest, ADayBeginsWhenTheClocksOfThePlaceSaySo) {
  const TimeZone paris("Europe/Paris");
  const auto day = paris.day_of(instant("2026-07-14T22:30:00Z"));  // 00:30 of the 15th
  EXPECT_EQ(paris.at(day, 0), instant("2026-07-14T22:00:00Z"));
  EXPECT_EQ(paris.at(day, evening), instant("2026-07-15T20:30:00Z"));
}

TEST(TimeZoneTest, TheNextEveningIsTodayUntilItHasBegun) {
  const TimeZone paris("Europe/Paris");
  EXPECT_EQ(paris.next(instant("2026-01-10T21:30:00Z"), evening), instant("2026-01-10T21:30:00Z"));
  EXPECT_EQ(paris.next(instant("2026-01-10T21:30:01Z"), evening), instant("2026-01-11T21:30:00Z"));
}

TEST(TimeZoneTest, ASkippedTimeIsTheFirstInstantAfterTheGap) {
  const TimeZone paris("Europe/Paris");  // 02:00 becomes 03:00 on 2026-03-29
  const auto day = paris.day_of(instant("2026-03-29T12:00:00Z"));
  EXPECT_EQ(paris.at(day, 150), instant("2026-03-29T01:00:00Z"));
}

TEST(TimeZoneTest, OfATimeThatComesTwiceTheFirstIsMeant) {
  const TimeZone paris("Europe/Paris");  // 03:00 becomes 02:00 on 2026-10-25
  const auto day = paris.day_of(instant("2026-10-25T12:00:00Z"));
  EXPECT_EQ(paris.at(day, 150), instant("2026-10-25T00:30:00Z"));
}

TEST(TimeZoneTest, AnUnknownZoneCountsAsUtc) {
  EXPECT_EQ(TimeZone("Mars/Olympus").at(0, 60), Instant{3'600'000});
}

}  // namespace
}  // namespace guichet
