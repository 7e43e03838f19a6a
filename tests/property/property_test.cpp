#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "random_lives.hpp"

// GUICHET_PROPERTY_STEPS: how many steps to run, 2,000 by default (the part "property" runs 20,000,
// a million with --long). GUICHET_PROPERTY_SEED: the seed of the first world. A failing world names
// its seed; GUICHET_PROPERTY_STEPS=250 with that seed runs it alone, the same way again.

namespace guichet::property {
namespace {

constexpr int steps_of_a_world = 250;
/// Below this, chance may leave a rare transition out.
constexpr int steps_for_every_transition = 10'000;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

TEST(PropertyTest, MoneyIsConservedWhateverHappens) {
  const auto steps = static_cast<int>(number_from("GUICHET_PROPERTY_STEPS", 2'000));
  auto seed = number_from("GUICHET_PROPERTY_SEED", 1);
  std::printf("property: seed %llu, %d steps\n", static_cast<unsigned long long>(seed), steps);
  Tally tally;
  for (; tally.steps < steps; ++seed) {
    RandomLives lives(seed);
    lives.run(steps_of_a_world, tally);
    ASSERT_EQ(lives.broken_promises(tally), Lines{}) << "GUICHET_PROPERTY_SEED=" << seed;
  }
  std::printf("property: %d steps, %d calls (%d done, %d refused), %d kills, %d clock moves, "
              "%d faults, %zu transitions visited\n",
              tally.steps, tally.calls, tally.succeeded, tally.refused, tally.kills, tally.moves,
              tally.faults, tally.visited.size());
  EXPECT_GE(tally.kills * 100, tally.steps) << "at least 1 % of the steps are kills";
  for (const auto* service :
       {"PCI/Charge/CreatePayment", "Transaction/Cancel", "Transaction/Refund",
        "Transaction/CancelOrRefund", "Transaction/Update", "Transaction/Validate",
        "Transaction/Duplicate", "Transaction/Capture", "Transaction/Get",
        "Charge/CreateQRCode"}) {
    EXPECT_GT(tally.services[service], 0) << service << " never succeeded";
  }
  if (tally.steps < steps_for_every_transition) return;
  for (const auto& edge : reachable()) {
    EXPECT_TRUE(tally.visited.contains(edge))
        << std::get<0>(edge) << " " << std::get<1>(edge) << " " << std::get<2>(edge)
        << " was never visited";
  }
}

}  // namespace
}  // namespace guichet::property
