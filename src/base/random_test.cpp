#include "base/random.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <thread>
#include <vector>

namespace guichet {
namespace {

TEST(Random, HexHasTheBitsAskedFor) {
  SystemRandom random;
  EXPECT_EQ(random.hex().size(), 32u);
  EXPECT_EQ(random.hex(8).size(), 2u);
  EXPECT_EQ(random.hex(512).size(), 128u);
  EXPECT_NE(random.hex(), random.hex());
  EXPECT_DEATH(random.hex(7), "out of range");
  EXPECT_DEATH(random.hex(520), "out of range");
}

TEST(Random, BelowStaysBelowAndReachesEveryValue) {
  SeededRandom random(4);
  std::array<int, 6> seen{};
  for (int i = 0; i < 6000; ++i) ++seen.at(random.below(6));
  for (const int count : seen) EXPECT_GT(count, 800);
  EXPECT_EQ(random.below(1), 0u);
  EXPECT_DEATH(random.below(0), "positive");
}

// The pool hands each byte out once, across refills, sizes above it and threads.
TEST(SystemRandom, NeverRepeats) {
  std::set<std::string> seen;
  SystemRandom random;
  for (int i = 0; i < 5000; ++i) seen.insert(random.hex(104));
  EXPECT_EQ(seen.size(), 5000u);
  std::vector<std::uint8_t> large(5000);
  random.fill(large);
  EXPECT_GT(std::set<std::uint8_t>(large.begin(), large.end()).size(), 200u);
  std::array<std::string, 2> found;
  std::thread other([&] { found[0] = SystemRandom().hex(); });
  found[1] = random.hex();
  other.join();
  EXPECT_NE(found[0], found[1]);
}

// A simulation is replayed from its seed: these values may never change.
TEST(SeededRandom, GivesTheSameStreamEverywhere) {
  SeededRandom a(42), b(42), c(43);
  const auto first = a.hex(256);
  EXPECT_EQ(first, b.hex(256));
  EXPECT_NE(first, c.hex(256));
  EXPECT_EQ(SeededRandom(0).hex(64), "afcd1d7b39a820e2");  // SplitMix64: e220a8397b1dcdaf
}

TEST(Uuid, HasTheShapeOfVersionSeven) {
  SystemRandom random;
  for (int i = 0; i < 100; ++i) {
    const auto uuid = make_uuid(random, Instant{0x0123456789ab});
    ASSERT_EQ(uuid.size(), 32u);
    EXPECT_TRUE(is_uuid(uuid));
    EXPECT_EQ(uuid.substr(0, 12), "0123456789ab");
    EXPECT_EQ(uuid[12], '7');
    EXPECT_NE(std::string("89ab").find(uuid[16]), std::string::npos);
  }
}

TEST(Uuid, SortsByTimeAndDiffersWithinAMillisecond) {
  SystemRandom random;
  std::string before;
  for (std::int64_t ms = 1'700'000'000'000; ms < 1'700'000'000'500; ++ms) {
    const auto uuid = make_uuid(random, Instant{ms});
    EXPECT_LT(before, uuid);
    EXPECT_NE(uuid, make_uuid(random, Instant{ms}));
    before = uuid;
  }
}

TEST(Uuid, IsThirtyTwoLowerCaseDigits) {
  EXPECT_TRUE(is_uuid("0123456789abcdef0123456789abcdef"));
  const std::string right = "0123456789abcdef0123456789abcdef";
  for (const auto& text : {std::string(), right.substr(1), right + "0", "A" + right.substr(1),
                           "g" + right.substr(1), "-" + right.substr(1)}) {
    EXPECT_FALSE(is_uuid(text)) << text;
  }
}

}  // namespace
}  // namespace guichet
