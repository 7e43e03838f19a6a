#include "base/task.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "base/simulated_scheduler.hpp"

namespace guichet {
namespace {

struct Fixture : testing::Test {
  ManualClock clock{Instant{1'000'000}};
  SimulatedScheduler scheduler{clock};
};
using TaskTest = Fixture;

Task<int> immediate(int value) { co_return value; }
Task<int> later(int value) {
  co_await sleep_for(std::chrono::milliseconds(5));
  co_return value;
}
Task<int> failing(bool suspends) {
  if (suspends) co_await sleep_for(std::chrono::milliseconds(5));
  throw std::runtime_error("broken");
}
Task<int> sum_of(int count, bool suspends) {
  int sum = 0;
  for (int i = 0; i < count; ++i) {
    auto next = suspends ? later(1) : immediate(1);
    sum += co_await std::move(next);
  }
  co_return sum;
}
Task<int> nested(int depth) {
  if (depth == 0) {
    const int value = co_await later(0);
    co_return value;
  }
  auto inner = nested(depth - 1);
  const int value = co_await std::move(inner);
  co_return value + 1;
}
Task<std::string> caught(bool suspends) {
  std::string what = "nothing";
  try {
    co_await failing(suspends);
  } catch (const std::runtime_error& error) {
    what = error.what();
  }
  co_return what;
}
Task<> mark(bool* ran) {
  *ran = true;
  co_return;
}

TEST_F(TaskTest, NothingRunsUntilItIsAwaited) {
  bool ran = false;
  {
    auto never = mark(&ran);
  }
  EXPECT_FALSE(ran);
  scheduler.run(mark(&ran));
  EXPECT_TRUE(ran);
}

// Without tail calls (-O0, sanitizers) each await used to cost stack that came back at the end.
TEST_F(TaskTest, ALongLoopOfImmediateTasksNeedsNoStack) {
  EXPECT_EQ(scheduler.run(sum_of(300'000, false)), 300'000);
}

TEST_F(TaskTest, ALoopOfSuspendingTasksResumesInOrder) {
  EXPECT_EQ(scheduler.run(sum_of(1000, true)), 1000);
  EXPECT_EQ(clock.now().ms, 1'000'000 + 5000);
}

TEST_F(TaskTest, DeepNestingReturnsThroughEveryCaller) {
  EXPECT_EQ(scheduler.run(nested(200)), 200);
}

TEST_F(TaskTest, AnExceptionComesOutOfTheAwait) {
  EXPECT_EQ(scheduler.run(caught(false)), "broken");
  EXPECT_EQ(scheduler.run(caught(true)), "broken");
  EXPECT_THROW(scheduler.run(failing(false)), std::runtime_error);
  EXPECT_THROW(scheduler.run(failing(true)), std::runtime_error);
}

Task<std::unique_ptr<int>> made(int value) { co_return std::make_unique<int>(value); }

TEST_F(TaskTest, CarriesValuesThatOnlyMove) { EXPECT_EQ(*scheduler.run(made(7)), 7); }

Task<> holds(std::shared_ptr<int> held) {
  co_await sleep_for(std::chrono::milliseconds(1));
  *held += 1;
}

TEST_F(TaskTest, FramesFreeTheirParameters) {
  auto held = std::make_shared<int>(0);
  {
    auto unstarted = holds(held);
    EXPECT_EQ(held.use_count(), 2);
    auto moved = std::move(unstarted);
    unstarted = holds(held);
    EXPECT_EQ(held.use_count(), 3);
  }
  EXPECT_EQ(held.use_count(), 1);
  scheduler.run(holds(held));
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_EQ(*held, 1);
}

}  // namespace
}  // namespace guichet
