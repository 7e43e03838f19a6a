#include "base/scheduler.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/metrics.hpp"
#include "base/simulated_scheduler.hpp"
#include "base/testing/thread_scheduler.hpp"

namespace guichet {
namespace {

using namespace std::chrono_literals;

struct SchedulerTest : ::testing::Test {
  ManualClock clock{Instant{1'000'000}};
  SimulatedScheduler scheduler{clock};
  std::int64_t passed() const { return clock.now().ms - 1'000'000; }
};

Task<> note(std::vector<std::string>* notes, std::string text, Scheduler::Duration delay) {
  co_await sleep_for(delay);
  notes->push_back(text);
}
Task<bool> wait(std::shared_ptr<Event> event, Scheduler::Duration limit) {
  const bool set = co_await event->wait_for(limit);
  co_return set;
}
Task<> wait_and_note(std::shared_ptr<Event> event, Scheduler::Duration limit, int* set, int* late) {
  const bool was_set = co_await event->wait_for(limit);
  ++*(was_set ? set : late);
}
Task<> throwing(int kind) {
  co_await sleep_for(1ms);
  if (kind == 0) throw std::runtime_error("expected by the test");
  throw kind;
}

TEST_F(SchedulerTest, TimersFireInOrderOfTimeThenOfAsking) {
  std::vector<std::string> notes;
  spawn(scheduler, "c", note(&notes, "c", 20ms));
  spawn(scheduler, "a", note(&notes, "a", 10ms));
  spawn(scheduler, "b", note(&notes, "b", 10ms));
  EXPECT_EQ(spawned_tasks_running(), 3);
  scheduler.run_ready();
  EXPECT_TRUE(notes.empty());
  scheduler.run_for(10ms);
  EXPECT_EQ(notes, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(passed(), 10);
  scheduler.run_for(100ms);
  EXPECT_EQ(notes.back(), "c");
  EXPECT_EQ(passed(), 110);
  EXPECT_EQ(spawned_tasks_running(), 0);
}

TEST_F(SchedulerTest, ACancelledTimerNeverFires) {
  int fired = 0;
  const auto timer = scheduler.call_after(5ms, [&] { ++fired; });
  scheduler.call_after(6ms, [&] { fired += 10; });
  scheduler.cancel(timer);
  scheduler.run_for(10ms);
  EXPECT_EQ(fired, 10);
  scheduler.cancel(timer);  // harmless afterwards
}

TEST_F(SchedulerTest, TimeNeverGoesBack) {
  scheduler.call_after(1ms, [&] { clock.advance_ms(500); });
  scheduler.run_for(10ms);
  EXPECT_EQ(passed(), 501);
}

TEST_F(SchedulerTest, WorkMayAddWork) {
  std::vector<int> order;
  scheduler.call([&] {
    order.push_back(1);
    scheduler.call([&] { order.push_back(3); });
    order.push_back(2);
  });
  scheduler.run_ready();
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

TEST_F(SchedulerTest, CurrentIsTheOneThatRuns) {
  Scheduler* seen = nullptr;
  scheduler.call([&] { seen = &Scheduler::current(); });
  scheduler.run_ready();
  EXPECT_EQ(seen, &scheduler);
  EXPECT_DEATH(Scheduler::current(), "no scheduler");
}

TEST_F(SchedulerTest, AnEscapingExceptionIsCountedAndEndsOnlyItsTask) {
  auto& failures = metrics::counter("guichet_tasks_failed", "");
  const auto before = failures.value();
  spawn(scheduler, "broken", throwing(0));
  spawn(scheduler, "broken without a text", throwing(1));
  std::vector<std::string> notes;
  spawn(scheduler, "sound", note(&notes, "sound", 2ms));
  ::testing::internal::CaptureStderr();
  scheduler.run_for(5ms);
  const auto log = ::testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("expected by the test"), std::string::npos) << log;
  EXPECT_EQ(failures.value(), before + 2);
  EXPECT_EQ(notes.size(), 1u);
  EXPECT_EQ(spawned_tasks_running(), 0);
}

struct CountAtDeath {
  std::int64_t* seen;
  ~CountAtDeath() { *seen = spawned_tasks_running(); }
};
Task<> holding(std::shared_ptr<CountAtDeath>) { co_return; }

// Draining waits for zero and then frees what tasks refer to, so frames must be gone by then.
TEST_F(SchedulerTest, ATaskCountsUntilItsFrameIsGone) {
  std::int64_t seen = -1;
  spawn(scheduler, "holding", holding(std::make_shared<CountAtDeath>(&seen)));
  scheduler.run_ready();
  EXPECT_EQ(seen, 1);
  EXPECT_EQ(spawned_tasks_running(), 0);
}

TEST_F(SchedulerTest, AnEventSetBeforeIsSeenAtOnce) {
  auto event = std::make_shared<Event>();
  EXPECT_FALSE(event->is_set());
  event->set();
  event->set();
  EXPECT_TRUE(event->is_set());
  EXPECT_TRUE(scheduler.run(wait(event, 0ms)));
  EXPECT_EQ(passed(), 0);
}

TEST_F(SchedulerTest, AnEventSetDuringTheWaitWakesEveryWaiter) {
  auto event = std::make_shared<Event>();
  int set = 0, late = 0;
  for (int i = 0; i < 3; ++i) {
    spawn(scheduler, "waiter", wait_and_note(event, 30s, &set, &late));
  }
  spawn(scheduler, "short", wait_and_note(event, 5ms, &set, &late));
  scheduler.call_after(10ms, [event] { event->set(); });
  scheduler.run_for(10ms);
  EXPECT_EQ(set, 3);
  EXPECT_EQ(late, 1);
  EXPECT_TRUE(scheduler.run(wait(event, 1ms)));
}

TEST_F(SchedulerTest, AnEventNeverSetEndsTheWaitAtItsLimit) {
  auto event = std::make_shared<Event>();
  EXPECT_FALSE(scheduler.run(wait(event, 30s)));
  EXPECT_EQ(passed(), 30'000);
}

TEST_F(SchedulerTest, AWaitMayOutliveItsEvent) {
  auto event = std::make_unique<Event>();
  int set = 0, late = 0;
  spawn(scheduler, "waiter",
        wait_and_note(std::shared_ptr<Event>(event.get(), [](Event*) {}), 1s, &set, &late));
  scheduler.run_ready();
  event.reset();
  scheduler.run_for(1s);
  EXPECT_EQ(late, 1);
}

// A wait of 30 s that ends at once must not leave a timer of 30 s behind: one for each payment.
TEST_F(SchedulerTest, AWaitThatEndedLeavesNoTimer) {
  auto event = std::make_shared<Event>();
  int set = 0, late = 0;
  spawn(scheduler, "waiter", wait_and_note(event, 30s, &set, &late));
  scheduler.run_ready();
  EXPECT_EQ(scheduler.timers_pending(), 1u);
  event->set();
  scheduler.run_ready();
  EXPECT_EQ(set, 1);
  EXPECT_EQ(scheduler.timers_pending(), 0u);
}

Task<int> count_set(std::vector<std::shared_ptr<Event>> events) {
  int set = 0;
  for (auto& event : events) {
    const bool was_set = co_await event->wait_for(60s);
    set += was_set;
  }
  co_return set;
}

// Setter and waiter on threads of their own: for each event either may come first.
TEST(Event, IsSetFromAnotherThread) {
  testing::ThreadScheduler waiters;
  std::vector<std::shared_ptr<Event>> events;
  for (int i = 0; i < 500; ++i) events.push_back(std::make_shared<Event>());
  std::thread setter([events] {
    for (auto& event : events) event->set();
  });
  EXPECT_EQ(waiters.run(count_set(std::move(events))), 500);
  setter.join();
}

}  // namespace
}  // namespace guichet
