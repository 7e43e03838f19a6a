#include "notifications/testing/fixture.hpp"

// Several events, several payments, several processes.

namespace guichet::notifications {
namespace {

using http::FetchFault;
using testing::OutboxFixture;
using Names = std::vector<std::string>;

class CourierTest : public OutboxFixture {
 protected:
  void start(std::shared_ptr<Courier> by, const std::string& id) {
    spawn(scheduler, "deliver", by->deliver_now(book, id, no_wait));
  }
};

TEST_F(CourierTest, EventsOfAPaymentAreSentOneAfterTheOther) {
  merchant.otherwise.after = Scheduler::Duration(3000);
  const auto first = enqueue("p", "t1");
  const auto second = enqueue("p", "t2");
  start(courier, second);
  start(courier, first);
  scheduler.run_for(Scheduler::Duration(10'000));
  EXPECT_EQ(transactions_called(), (Names{"t1", "t2"}));
  EXPECT_EQ(merchant.most_at_once, 1);
}

TEST_F(CourierTest, ATextMadeAtTheCommitIsSentAsItIs) {
  text_fails = true;
  const auto id = enqueue("p", "t", "", true);
  scheduler.run(courier->deliver_now(book, id, long_wait, R"({"transaction":"t","made":"then"})"));
  ASSERT_EQ(merchant.calls.size(), 1u);
  EXPECT_EQ(merchant.calls[0].form.at("kr-answer"), R"({"transaction":"t","made":"then"})");
  EXPECT_EQ(row(id).state, RowState::delivered);
  EXPECT_EQ(log().size(), 1u);
}

TEST_F(CourierTest, ATextThatHadToWaitIsMadeAnew) {
  merchant.otherwise.after = Scheduler::Duration(3000);
  start(courier, enqueue("p", "t1"));
  scheduler.run_for(Scheduler::Duration(100));
  const auto second = enqueue("p", "t2");
  // Another process is at the first event: whatever the text says may be old when its turn comes.
  auto other = make_courier(*db);
  spawn(scheduler, "deliver",
        other->deliver_now(book, second, no_wait, R"({"transaction":"t2","state":"OLD"})"));
  scheduler.run_for(Scheduler::Duration(10'000));
  ASSERT_EQ(transactions_called(), (Names{"t1", "t2"}));
  EXPECT_EQ(merchant.calls[1].form.at("kr-answer").find("OLD"), std::string::npos);
}

TEST_F(CourierTest, AFirstEventThatNobodyDeliveredIsLeftToTheJob) {
  const auto id = enqueue("p", "t", "", true);
  let_agenda_run(60);
  EXPECT_EQ(transactions_called(), (Names{"t"}));
  EXPECT_EQ(row(id).state, RowState::delivered);
}

TEST_F(CourierTest, PaymentsDoNotWaitForEachOther) {
  merchant.otherwise.after = Scheduler::Duration(3000);
  for (int i = 0; i < 8; ++i) start(courier, enqueue("p" + std::to_string(i), "t"));
  scheduler.run_for(Scheduler::Duration(3100));
  EXPECT_EQ(merchant.most_at_once, 8);
}

TEST_F(CourierTest, OnlyTheFirstCallOfAPredecessorIsWaitedFor) {
  merchant.script = {{.after = Scheduler::Duration(4000), .fault = FetchFault::timed_out}};
  const auto first = enqueue("p", "t1");
  const auto second = enqueue("p", "t2");
  start(courier, first);
  start(courier, second);
  scheduler.run_for(Scheduler::Duration(5000));
  EXPECT_EQ(transactions_called(), (Names{"t1", "t2"}));
  EXPECT_EQ(row(first).state, RowState::waiting);
  EXPECT_EQ(row(second).state, RowState::delivered);
  let_agenda_run(900);
  EXPECT_EQ(transactions_called(), (Names{"t1", "t2", "t1"}));
}

TEST_F(CourierTest, ANewerEventOfTheTransactionReplacesAnUnsentOne) {
  merchant.otherwise.after = Scheduler::Duration(3000);
  const auto before = enqueue("p", "t0");
  start(courier, before);
  scheduler.run_for(Scheduler::Duration(100));
  const auto old = enqueue("p", "t1");
  const auto newer = enqueue("p", "t1");
  start(courier, old);
  start(courier, newer);
  scheduler.run_for(Scheduler::Duration(10'000));
  EXPECT_EQ(transactions_called(), (Names{"t0", "t1"}));
  EXPECT_EQ(row(old).state, RowState::superseded);
  EXPECT_EQ(row(newer).state, RowState::delivered);
}

TEST_F(CourierTest, AProcessWaitsForTheFirstCallOfAnother) {
  auto other = make_courier(*db);
  merchant.otherwise.after = Scheduler::Duration(5000);
  const auto first = enqueue("p", "t1");
  start(other, first);
  scheduler.run_for(Scheduler::Duration(100));
  const auto second = enqueue("p", "t2");
  start(courier, second);
  scheduler.run_for(Scheduler::Duration(12'000));
  EXPECT_EQ(transactions_called(), (Names{"t1", "t2"}));
  EXPECT_EQ(merchant.most_at_once, 1);
  EXPECT_EQ(row(second).state, RowState::delivered);
}

TEST_F(CourierTest, TheJobKeepsTheOrderOfWhatItFinds) {
  enqueue("p", "t1");
  enqueue("p", "t2");
  enqueue("p", "t3");
  let_agenda_run(60);
  EXPECT_EQ(transactions_called(), (Names{"t1", "t2", "t3"}));
}

TEST_F(CourierTest, TwoProcessesNeverSendTheSameAttempt) {
  // Both take the same due rows at the same time, over a store that answers in any order.
  sql::FakeDatabase slow(*db, random);
  auto a = make_courier(slow), b = make_courier(slow);
  merchant.otherwise.after = Scheduler::Duration(50);
  std::vector<std::string> ids;
  for (int i = 0; i < 20; ++i) ids.push_back(enqueue("p" + std::to_string(i), "t"));
  clock.advance_ms(Courier::lease_ms);
  const auto run = [](std::shared_ptr<Courier> by, std::int64_t book_id, Instant now) -> Task<> {
    co_await by->run_due(book_id, now);
  };
  spawn(scheduler, "a", run(a, book->id, clock.now()));
  spawn(scheduler, "b", run(b, book->id, clock.now()));
  scheduler.run_for(Scheduler::Duration(25'000));
  EXPECT_EQ(merchant.calls.size(), 20u);
  EXPECT_EQ(log().size(), 20u);
  for (const auto& id : ids) EXPECT_EQ(row(id).state, RowState::delivered);
}

TEST_F(CourierTest, ConflictsAndLostCommitsLoseNoEvent) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SeededRandom chance(seed);
    sql::FakeDatabase faulty(*db, chance);
    std::deque<sql::Mishap> mishaps;
    for (int i = 0; i < 60; ++i) mishaps.push_back(static_cast<sql::Mishap>(chance.below(4)));
    faulty.script(mishaps);
    auto a = make_courier(faulty), b = make_courier(faulty);
    std::vector<std::string> ids;
    for (int i = 0; i < 10; ++i) {
      ids.push_back(enqueue("s" + std::to_string(seed) + "p" + std::to_string(i), "t"));
      start(i % 2 ? a : b, ids.back());
    }
    scheduler.run_for(Scheduler::Duration(20'000));
    let_agenda_run(2700, seed % 2 ? a : b);
    for (const auto& id : ids) EXPECT_EQ(row(id).state, RowState::delivered) << seed;
  }
}

TEST_F(CourierTest, ADeadEndpointHoldsNoOtherBookOrPaymentForLong) {
  // 40 payments whose calls all time out after 30 s: each gets its four retries all the same.
  merchant.otherwise = {.after = Scheduler::Duration(30'000), .fault = FetchFault::timed_out};
  for (int i = 0; i < 40; ++i) enqueue("p" + std::to_string(i), "t");
  let_agenda_run(2 * 3600 + 900);
  EXPECT_EQ(merchant.calls.size(), 200u);
  EXPECT_LE(merchant.most_at_once, 40);
}

TEST_F(CourierTest, ABookThatIsNotKnownYetIsLookedAtAgain) {
  const auto id = enqueue("p", "t");
  const auto known = book->id;
  book->id = 0;
  let_agenda_run(60);
  EXPECT_TRUE(merchant.calls.empty());
  book->id = known;
  let_agenda_run(90);
  EXPECT_EQ(row(id).state, RowState::delivered);
}

}  // namespace
}  // namespace guichet::notifications
