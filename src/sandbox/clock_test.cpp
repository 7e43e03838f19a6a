#include "sandbox/clock.hpp"

#include <gtest/gtest.h>

#include "contract/error.hpp"

namespace guichet::sandbox {
namespace {

constexpr std::string_view ahead = "2027-01-31T12:00:00+00:00";
constexpr std::string_view wall = "2026-11-25T10:00:00+00:00";

std::string target(std::string body) {
  http::Request request;
  request.method = "POST";
  request.body = std::move(body);
  try {
    return format_date_time(
        clock_target(request, *parse_date_time(ahead), *parse_date_time(wall)));
  } catch (const contract::Refusal& refusal) {
    return refusal.code;
  }
}

TEST(ClockTargetTest, AnAdvanceCountsFromWhereTheClockIsGoing) {
  EXPECT_EQ(target(R"({"advance": "P6DT2H"})"), "2027-02-06T14:00:00+00:00");
  EXPECT_EQ(target(R"({"advance": "PT0S"})"), ahead);
}

TEST(ClockTargetTest, ASetNamesTheMoment) {
  EXPECT_EQ(target(R"({"set": "2027-02-01T00:00:00+01:00"})"), "2027-01-31T23:00:00+00:00");
  EXPECT_EQ(target(R"({"set": "2027-01-31T12:00:00Z"})"), ahead);
}

TEST(ClockTargetTest, NothingGoesBackwardsOrTooFar) {
  EXPECT_EQ(target(R"({"set": "2027-01-31T11:59:59Z"})"), "INT_902");
  EXPECT_EQ(target(R"({"advance": "P11Y"})"), "INT_902");
}

TEST(ClockTargetTest, AnythingElseIsRefused) {
  for (const auto body :
       {"{}", R"({"advance": "", "set": ""})",
        R"({"advance": "P1D", "set": "2028-01-01T00:00:00Z"})",
        R"({"advance": "tomorrow"})", R"({"set": "2028-01-01"})", R"({"set": "P1D"})"}) {
    EXPECT_EQ(target(body), "INT_902") << body;
  }
}

}  // namespace
}  // namespace guichet::sandbox
