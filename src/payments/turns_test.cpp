#include "payments/turns.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "base/simulated_scheduler.hpp"

namespace guichet::payments {
namespace {

constexpr auto a_while = std::chrono::milliseconds(100);

class TurnsTest : public ::testing::Test {
 protected:
  /// Takes the turn of `uuid`, keeps it for `time` and notes when it had it.
  void come(const std::string& uuid, int name, Scheduler::Duration time = a_while) {
    spawn(scheduler, "one",
          [](TurnsTest& test, std::string wanted, int number, Scheduler::Duration kept) -> Task<> {
            const auto turn = co_await test.turns.wait(1, wanted);
            test.had.push_back(number);
            ++test.inside;
            test.together = std::max(test.together, test.inside);
            co_await sleep_for(kept);
            --test.inside;
          }(*this, uuid, name, time));
  }
  ManualClock clock{Instant{1'800'000'000'000}};
  SimulatedScheduler scheduler{clock};
  Turns turns;
  std::vector<int> had;
  int inside = 0, together = 0;
};

TEST_F(TurnsTest, OneAfterTheOtherInTheOrderOfArrival) {
  for (int n = 0; n < 10; ++n) come("a", n);
  EXPECT_EQ(turns.queues(), 0u);
  scheduler.run_for(std::chrono::minutes(1));
  EXPECT_EQ(had, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(together, 1);
  EXPECT_EQ(turns.queues(), 0u) << "nothing is left of them";
}

TEST_F(TurnsTest, DifferentTransactionsDoNotWaitForEachOther) {
  come("a", 0);
  come("b", 1);
  scheduler.run_for(std::chrono::minutes(1));
  EXPECT_EQ(together, 2);
}

// Who has the turn waits for an acquirer: the others go on, and the queue stays in order.
TEST_F(TurnsTest, NobodyWaitsForLong) {
  come("a", 0, std::chrono::seconds(10));
  come("a", 1);
  scheduler.run_for(std::chrono::milliseconds(1900));
  EXPECT_EQ(had, (std::vector<int>{0}));
  scheduler.run_for(std::chrono::milliseconds(200));
  EXPECT_EQ(had, (std::vector<int>{0, 1}));
  come("a", 2);
  scheduler.run_for(std::chrono::minutes(1));
  EXPECT_EQ(had, (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(turns.queues(), 0u);
}

TEST_F(TurnsTest, ATurnEndsWithAnException) {
  spawn(scheduler, "fails", [](Turns& all) -> Task<> {
    const auto turn = co_await all.wait(1, "a");
    co_await sleep_for(a_while);
    throw std::runtime_error("refused");
  }(turns));
  come("a", 1);
  scheduler.run_for(std::chrono::milliseconds(250));
  EXPECT_EQ(had, (std::vector<int>{1}));
}

}  // namespace
}  // namespace guichet::payments
