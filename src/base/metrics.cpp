#include "base/metrics.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "base/check.hpp"

namespace guichet::metrics {

namespace {

enum class Kind { counter, histogram, gauge };

struct Family {
  Kind kind;
  std::string help;
  // By label text. Values never move or die: references to them are handed out.
  std::map<std::string, std::unique_ptr<Counter>, std::less<>> counters;
  std::map<std::string, std::unique_ptr<Histogram>, std::less<>> histograms;
  std::function<double()> read;
};

struct Registry {
  std::mutex mutex;
  std::map<std::string, Family, std::less<>> families;
};

/// Never destroyed: threads may still count while the process ends.
Registry& registry() {
  static auto* const instance = new Registry;
  return *instance;
}

bool is_name(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
  };
  return !name.empty() && letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
    return letter(c) || (c >= '0' && c <= '9');
  });
}

/// The family of this name; the registry's mutex must be held.
Family& family(std::string_view name, std::string_view help, Kind kind) {
  check(is_name(name), "metrics: bad name");
  auto& families = registry().families;
  auto it = families.find(name);
  if (it == families.end()) {
    it = families.emplace(std::string(name), Family{kind, std::string(help), {}, {}, {}}).first;
  }
  check(it->second.kind == kind, "metrics: one name for two kinds");
  return it->second;
}

template <class Values>
auto& value_of(Values& values, std::string_view labels) {
  auto it = values.find(labels);
  if (it == values.end()) {
    using Value = typename Values::mapped_type::element_type;
    it = values.emplace(std::string(labels), std::make_unique<Value>()).first;
  }
  return *it->second;
}

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '\n') {
      out.append("\\n");
    } else {
      if (c == '\\' || c == '"') out.push_back('\\');
      out.push_back(c);
    }
  }
}

/// The shortest text that reads back equal, with the fraction OpenMetrics wants in bounds.
std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  char digits[40];
  std::string text(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  if (text.find_first_of(".e") == std::string::npos) text.append(".0");
  return text;
}

void append_sample(std::string& out, std::string_view name, std::string_view suffix,
                   std::string_view labels, std::string_view more, std::string_view value) {
  out.append(name).append(suffix);
  if (!labels.empty() || !more.empty()) {
    out.push_back('{');
    out.append(labels);
    if (!labels.empty() && !more.empty()) out.push_back(',');
    out.append(more).push_back('}');
  }
  out.append(" ").append(value).push_back('\n');
}

void append_histogram(std::string& out, std::string_view name, std::string_view labels,
                      const Histogram& histogram) {
  std::uint64_t count = 0;  // each bucket is read once, so that the last equals the count
  for (std::size_t i = 0; i < Histogram::bucket_count; ++i) {
    count += histogram.bucket(i);
    const bool last = i + 1 == Histogram::bucket_count;
    const auto bound = "le=\"" + (last ? "+Inf" : number(Histogram::bounds[i])) + "\"";
    append_sample(out, name, "_bucket", labels, bound, std::to_string(count));
  }
  append_sample(out, name, "_count", labels, {}, std::to_string(count));
  append_sample(out, name, "_sum", labels, {}, number(histogram.sum_seconds()));
}

void append_family(std::string& out, std::string_view name, const Family& family) {
  static constexpr std::string_view kinds[] = {"counter", "histogram", "gauge"};
  out.append("# TYPE ").append(name).append(" ");
  out.append(kinds[static_cast<int>(family.kind)]).append("\n# HELP ").append(name).append(" ");
  append_escaped(out, family.help);
  out.push_back('\n');
  for (const auto& [labels, value] : family.counters) {
    append_sample(out, name, "_total", labels, {}, std::to_string(value->value()));
  }
  for (const auto& [labels, value] : family.histograms) {
    append_histogram(out, name, labels, *value);
  }
}

}  // namespace

void Histogram::observe_seconds(double seconds) {
  if (!(seconds > 0)) seconds = 0;  // a clock set back, or no number at all
  const auto* const bound = std::lower_bound(std::begin(bounds), std::end(bounds), seconds);
  const auto index = static_cast<std::size_t>(bound - std::begin(bounds));
  buckets_[index].fetch_add(1, std::memory_order_relaxed);
  const double micros = std::min(seconds * 1e6, 1e15);
  sum_us_.fetch_add(static_cast<std::uint64_t>(std::llround(micros)), std::memory_order_relaxed);
}

std::string label(std::string_view name, std::string_view value) {
  check(is_name(name), "metrics: bad label name");
  std::string out(name);
  out.append("=\"");
  append_escaped(out, value);
  out.push_back('"');
  return out;
}

Counter& counter(std::string_view name, std::string_view help, std::string_view labels) {
  // OpenMetrics names the family without the suffix its samples carry.
  if (name.ends_with("_total")) name.remove_suffix(6);
  std::lock_guard lock(registry().mutex);
  return value_of(family(name, help, Kind::counter).counters, labels);
}

Histogram& histogram(std::string_view name, std::string_view help, std::string_view labels) {
  std::lock_guard lock(registry().mutex);
  return value_of(family(name, help, Kind::histogram).histograms, labels);
}

void gauge(std::string_view name, std::string_view help, std::function<double()> read) {
  std::lock_guard lock(registry().mutex);
  family(name, help, Kind::gauge).read = std::move(read);
}

std::string expose() {
  struct Pending {
    std::size_t at;
    std::string name;
    std::function<double()> read;
  };
  std::string out;
  std::vector<Pending> gauges;
  {
    std::lock_guard lock(registry().mutex);
    for (const auto& [name, family] : registry().families) {
      append_family(out, name, family);
      if (family.read) gauges.push_back({out.size(), name, family.read});
    }
  }
  // Gauges are foreign code: read without the lock, so that one may count or register as well.
  for (auto it = gauges.rbegin(); it != gauges.rend(); ++it) {
    std::string sample;
    append_sample(sample, it->name, {}, {}, {}, number(it->read()));
    out.insert(it->at, sample);
  }
  out.append("# EOF\n");
  return out;
}

}  // namespace guichet::metrics
