// Keeps connections busy with POST requests and prints one line of JSON about the answers.

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "load/load.hpp"

namespace {

double percentile(const std::vector<std::uint32_t>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto index = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
  return sorted[index] / 1000.0;
}

}  // namespace

int main(int argc, char** argv) {
  guichet::bench::LoadPlan plan;
  CLI::App app("A load generator for keep-alive HTTP/1.1 on loopback");
  app.add_option("--port", plan.port)->required();
  app.add_option("--connections", plan.connections);
  app.add_option("--seconds", plan.seconds);
  app.add_option("--path", plan.path);
  app.add_option("--header", plan.headers);
  app.add_option("--body", plan.body, "each @N@ becomes a number of its own");
  app.add_option("--values", plan.values_file, "each @V@ becomes one of its lines, in turn");
  app.add_option("--expect", plan.expect, "text that a good answer holds");
  app.add_option("--uuids", plan.uuids_file);
  app.add_option("--first", plan.first);
  CLI11_PARSE(app, argc, argv);

  auto result = guichet::bench::run_load(plan);
  auto& latencies = result.latencies_us;
  std::sort(latencies.begin(), latencies.end());
  fmt::print("{{\"answers\":{},\"failures\":{},\"seconds\":{:.3f},\"per_second\":{:.1f},"
             "\"p50_ms\":{:.3f},\"p99_ms\":{:.3f},\"max_ms\":{:.3f}}}\n",
             result.answers, result.failures, result.seconds,
             result.seconds > 0 ? static_cast<double>(result.answers) / result.seconds : 0.0,
             percentile(latencies, 0.5), percentile(latencies, 0.99), percentile(latencies, 1));
  if (result.failures > 0) fmt::print(stderr, "{}\n", result.first_failure);
  return result.failures > 0 ? 1 : 0;
}
