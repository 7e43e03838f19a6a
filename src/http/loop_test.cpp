#include "http/loop.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

namespace guichet::http {
namespace {

using namespace std::chrono_literals;

TEST(Loop, RunsATaskOnItsOwnThread) {
  Loop loop;
  std::thread::id id;
  Scheduler* scheduler = nullptr;
  loop.run([](std::thread::id& id, Scheduler*& scheduler) -> Task<> {
    co_await sleep_for(1ms);
    id = std::this_thread::get_id();
    scheduler = &Scheduler::current();
  }(id, scheduler));
  EXPECT_NE(id, std::this_thread::get_id());
  EXPECT_EQ(scheduler, &loop.scheduler());
}

TEST(Loop, HandsExceptionsToTheCaller) {
  Loop loop;
  EXPECT_THROW(loop.run([]() -> Task<> {
                 throw std::out_of_range("x");
                 co_return;
               }()),
               std::out_of_range);
}

TEST(Loop, CallNeverRunsInsideItsCaller) {
  Loop loop;
  std::vector<int> order;
  loop.run([](std::vector<int>& order) -> Task<> {
    Scheduler::current().call([&order] { order.push_back(2); });
    order.push_back(1);
    co_await sleep_for(1ms);
    order.push_back(3);
  }(order));
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

TEST(Loop, TimersFireInOrderAndCanBeForgotten) {
  Loop loop;
  std::vector<int> order;
  loop.run([](std::vector<int>& order) -> Task<> {
    auto& scheduler = Scheduler::current();
    Event done;
    scheduler.call_after(20ms, [&] { order.push_back(2); });
    const auto forgotten = scheduler.call_after(10ms, [&] { order.push_back(9); });
    scheduler.call_after(0ms, [&] { order.push_back(1); });
    scheduler.call_after(30ms, [&] { done.set(); });
    scheduler.cancel(forgotten);
    scheduler.cancel(forgotten);
    scheduler.cancel(123456789);
    co_await done.wait_for(20s);
  }(order));
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST(Loop, TakesWorkAndTimersFromForeignThreads) {
  Loop loop;
  std::atomic<int> count{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        loop.scheduler().call([&] { ++count; });
        loop.scheduler().call_after(1ms, [&] { ++count; });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  loop.run([](std::atomic<int>& count) -> Task<> {
    while (count < 4000) co_await sleep_for(1ms);
  }(count));
  EXPECT_EQ(count, 4000);
}

TEST(Loop, WorkThatThrowsDoesNotEndTheLoop) {
  Loop loop;
  loop.scheduler().call([] { throw std::runtime_error("lost"); });
  bool ran = false;
  loop.run([](bool& ran) -> Task<> {
    ran = true;
    co_return;
  }(ran));
  EXPECT_TRUE(ran);
}

}  // namespace
}  // namespace guichet::http
