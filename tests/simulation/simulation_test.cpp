#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "simulated_day.hpp"

// GUICHET_SIM_RUNS: how many seeds to run, 3 by default. GUICHET_SIM_SEED: the first of them; a
// failing run names its seed, and the same seed runs the same way again.

namespace guichet::simulation {
namespace {

constexpr int charges_of_a_day = 100;
using Lines = std::vector<std::string>;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::string digest_of(std::uint64_t seed) {
  SimulatedDay day(seed);
  day.run(charges_of_a_day);
  return day.digest();
}

TEST(SimulationTest, TheBooksAgreeWhateverHappens) {
  const auto first = number_from("GUICHET_SIM_SEED", 1);
  const auto runs = number_from("GUICHET_SIM_RUNS", 3);
  for (std::uint64_t seed = first; seed < first + runs; ++seed) {
    SimulatedDay day(seed);
    day.run(charges_of_a_day);
    const auto& tally = day.tally();
    std::printf("seed %llu: %d accepted, %d refused, %d ended otherwise, %d deaths, "
                "%d neighbours, %d faults, %d mishaps, %d captured\n",
                static_cast<unsigned long long>(seed), tally.accepted, tally.refused, tally.ended,
                tally.deaths, tally.neighbours, tally.faults, tally.mishaps, tally.captured);
    EXPECT_EQ(day.broken_promises(), Lines{}) << "GUICHET_SIM_SEED=" << seed;
    EXPECT_GT(tally.accepted, 10);
    EXPECT_GT(tally.deaths, 0);
    EXPECT_GT(tally.captured, 10);
  }
}

TEST(SimulationTest, OneSeedIsOneDay) {
  const std::string once = digest_of(7);
  EXPECT_EQ(digest_of(7), once);
  EXPECT_NE(digest_of(8), once);
}

}  // namespace
}  // namespace guichet::simulation
