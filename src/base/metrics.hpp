#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace guichet::metrics {

/// A number that only grows. Lives as long as the process; take a reference once.
class Counter {
 public:
  void add(std::uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Counts observations in fixed bounds (seconds): 1 ms … 60 s.
class Histogram {
 public:
  static constexpr double bounds[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                      0.25,  0.5,    1,     2.5,  5,     10,   30, 60};
  static constexpr std::size_t bucket_count = sizeof bounds / sizeof bounds[0] + 1;
  void observe_seconds(double seconds);
  std::uint64_t bucket(std::size_t index) const {
    return buckets_[index].load(std::memory_order_relaxed);
  }
  double sum_seconds() const {
    return static_cast<double>(sum_us_.load(std::memory_order_relaxed)) / 1e6;
  }

 private:
  std::atomic<std::uint64_t> buckets_[bucket_count] = {};
  std::atomic<std::uint64_t> sum_us_{0};
};

/// One label, its value escaped: `label("service", path)`.
std::string label(std::string_view name, std::string_view value);

/// The metric of this name and labels, made at first use. `labels` is OpenMetrics text without
/// braces, e.g. `service="Charge/SDKTest",status="SUCCESS"`; keep the set of values bounded.
/// A counter's name may be given with or without `_total`; one name has one kind.
Counter& counter(std::string_view name, std::string_view help, std::string_view labels = {});
Histogram& histogram(std::string_view name, std::string_view help, std::string_view labels = {});
/// A gauge read when the page is asked for. Registering a name again replaces the function.
void gauge(std::string_view name, std::string_view help, std::function<double()> read);

/// Every metric as OpenMetrics 1.0 text, ending with `# EOF`.
std::string expose();

}  // namespace guichet::metrics
