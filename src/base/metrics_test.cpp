#include "base/metrics.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <thread>
#include <vector>

namespace guichet::metrics {
namespace {

bool has_line(const std::string& page, const std::string& line) {
  return ("\n" + page).find("\n" + line + "\n") != std::string::npos;
}

TEST(Metrics, PageEndsWithEof) { EXPECT_TRUE(expose().ends_with("# EOF\n")); }

TEST(Metrics, CounterIsOneForItsNameAndLabels) {
  auto& plain = counter("t_calls_total", "Calls \"made\"\nso far");
  auto& labelled = counter("t_calls_total", "ignored", label("service", "Charge/SDKTest"));
  EXPECT_EQ(&plain, &counter("t_calls", "named without its suffix"));
  EXPECT_NE(&plain, &labelled);
  plain.add();
  labelled.add(41);
  labelled.add();
  const auto page = expose();
  EXPECT_TRUE(has_line(page, "# TYPE t_calls counter")) << page;
  EXPECT_TRUE(has_line(page, R"(# HELP t_calls Calls \"made\"\nso far)")) << page;
  EXPECT_TRUE(has_line(page, "t_calls_total 1")) << page;
  EXPECT_TRUE(has_line(page, R"(t_calls_total{service="Charge/SDKTest"} 42)")) << page;
}

TEST(Metrics, LabelValuesAreEscaped) {
  EXPECT_EQ(label("path", "a\"b\\c\nd"), R"(path="a\"b\\c\nd")");
}

TEST(Metrics, HistogramIsCumulativeAndBoundsAreInclusive) {
  auto& histogram = metrics::histogram("t_time_seconds", "Time", label("kind", "x"));
  for (const double seconds : {0.001, 0.0011, 1.0, 60.0, 61.0, 0.0}) {
    histogram.observe_seconds(seconds);
  }
  const auto page = expose();
  EXPECT_TRUE(has_line(page, "# TYPE t_time_seconds histogram")) << page;
  EXPECT_TRUE(has_line(page, R"(t_time_seconds_bucket{kind="x",le="0.001"} 2)")) << page;
  EXPECT_TRUE(has_line(page, R"(t_time_seconds_bucket{kind="x",le="0.0025"} 3)")) << page;
  EXPECT_TRUE(has_line(page, R"(t_time_seconds_bucket{kind="x",le="1.0"} 4)")) << page;
  EXPECT_TRUE(has_line(page, R"(t_time_seconds_bucket{kind="x",le="60.0"} 5)")) << page;
  EXPECT_TRUE(has_line(page, R"(t_time_seconds_bucket{kind="x",le="+Inf"} 6)")) << page;
  EXPECT_TRUE(has_line(page, R"(t_time_seconds_count{kind="x"} 6)")) << page;
  EXPECT_TRUE(has_line(page, R"(t_time_seconds_sum{kind="x"} 122.0021)")) << page;
}

TEST(Metrics, HistogramSurvivesValuesThatAreNoTime) {
  Histogram histogram;
  histogram.observe_seconds(-1);
  histogram.observe_seconds(std::numeric_limits<double>::quiet_NaN());
  histogram.observe_seconds(std::numeric_limits<double>::infinity());
  EXPECT_EQ(histogram.bucket(0), 2u);
  EXPECT_EQ(histogram.bucket(Histogram::bucket_count - 1), 1u);
}

TEST(Metrics, GaugeIsReadWhenAskedAndReplaced) {
  double level = 1;
  gauge("t_level", "Level", [&] { return level; });
  EXPECT_TRUE(has_line(expose(), "t_level 1.0"));
  level = 2.5;
  EXPECT_TRUE(has_line(expose(), "t_level 2.5"));
  // A gauge may itself count: it is read without the registry's lock.
  gauge("t_level", "Level", [] { counter("t_read_total", "Reads").add(); return 7.0; });
  gauge("t_another_level", "Level", [] { return 3.0; });
  const auto page = expose();
  EXPECT_TRUE(has_line(page, "# HELP t_level Level\nt_level 7.0")) << page;
  EXPECT_TRUE(has_line(page, "# HELP t_another_level Level\nt_another_level 3.0")) << page;
  gauge("t_level", "Level", {});
  gauge("t_another_level", "Level", {});
}

TEST(Metrics, ThreadsLoseNothing) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 1000; ++i) counter("t_parallel_total", "Parallel").add();
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(counter("t_parallel_total", "Parallel").value(), 4000u);
}

TEST(MetricsDeathTest, ABadNameOrASecondKindIsOurOwnMistake) {
  EXPECT_DEATH(counter("1st", ""), "bad name");
  EXPECT_DEATH(label("no-dash", ""), "bad label name");
  counter("t_taken_total", "");
  EXPECT_DEATH(histogram("t_taken", ""), "two kinds");
}

}  // namespace
}  // namespace guichet::metrics
