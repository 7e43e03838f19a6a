#include "acquiring/acquirer.hpp"

#include <gtest/gtest.h>

#include "acquiring/sandbox/sandbox_acquirer.hpp"
#include "base/random.hpp"

namespace guichet::acquiring {

TEST(Acquirers, AreFoundByName) {
  SeededRandom random(1);
  ManualClock clock(Instant{0});
  Acquirers acquirers;
  SandboxOptions options;
  options.writing = LedgerWriting::memory;
  const auto sandbox = std::make_shared<SandboxAcquirer>("", random, clock, options);
  acquirers.add("sandbox", sandbox);
  EXPECT_EQ(acquirers.find("sandbox"), sandbox.get());
  EXPECT_EQ(acquirers.find("bank"), nullptr);
}

}  // namespace guichet::acquiring
