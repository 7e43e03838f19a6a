#include "base/duration.hpp"

#include <gtest/gtest.h>

namespace guichet {
namespace {

std::string moved(std::string_view from, std::string_view duration) {
  const auto end = add_duration(*parse_date_time(from), duration);
  return end ? format_date_time(*end) : "none";
}

TEST(DurationTest, PartsAddUp) {
  EXPECT_EQ(moved("2026-11-25T10:00:00Z", "P6DT2H"), "2026-12-01T12:00:00+00:00");
  EXPECT_EQ(moved("2026-11-25T10:00:00Z", "P1W"), "2026-12-02T10:00:00+00:00");
  EXPECT_EQ(moved("2026-11-25T10:00:00Z", "PT90S"), "2026-11-25T10:01:30+00:00");
  EXPECT_EQ(moved("2026-11-25T10:00:00Z", "P1Y2M3DT4H5M6S"), "2028-01-28T14:05:06+00:00");
  EXPECT_EQ(moved("2026-11-25T10:00:00Z", "PT0S"), "2026-11-25T10:00:00+00:00");
}

TEST(DurationTest, MonthsEndAtTheLastDayOfAShortMonth) {
  EXPECT_EQ(moved("2027-01-31T12:00:00Z", "P1M"), "2027-02-28T12:00:00+00:00");
  EXPECT_EQ(moved("2028-02-29T12:00:00Z", "P1Y"), "2029-02-28T12:00:00+00:00");
}

TEST(DurationTest, IllFormedTextsAreNothing) {
  for (const auto text : {"", "P", "PT", "6D", "P6", "PD", "P-1D", "P1.5D", "P1DT", "P1H", "PT1D",
                          "P1D2M", "PT1M1H", "P1D1D", "p1d", "P1D ", "P1234567890D", "P9999Y"}) {
    EXPECT_EQ(moved("2026-11-25T10:00:00Z", text), "none") << text;
  }
}

}  // namespace
}  // namespace guichet
