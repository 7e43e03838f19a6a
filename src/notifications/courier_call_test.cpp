#include "notifications/courier.hpp"

#include "base/crypto.hpp"
#include "notifications/testing/fixture.hpp"

// What a merchant sees of one event: calls, retries, the log, and what survives a crash.

namespace guichet::notifications {
namespace {

using http::FetchFault;
using testing::OutboxFixture;

class CourierCallTest : public OutboxFixture {};

TEST_F(CourierCallTest, ADeliveredEventIsOneSignedCallAndOneLogRow) {
  const auto id = enqueue("p", "t");
  deliver(id);
  ASSERT_EQ(merchant.calls.size(), 1u);
  const auto& call = merchant.calls[0];
  EXPECT_EQ(call.request.method, "POST");
  EXPECT_EQ(call.request.url.host, "merchant.example");
  EXPECT_EQ(call.request.url.target, "/ipn?shop=1");
  EXPECT_EQ(call.request.headers.get("content-type"), "application/x-www-form-urlencoded");
  EXPECT_TRUE(call.request.verify_tls);
  EXPECT_FALSE(call.request.allow_private);
  EXPECT_EQ(call.form.at("kr-hash-key"), "password");
  EXPECT_EQ(call.form.at("kr-hash"),
            hmac_sha256_hex("testpassword_ExampleKeyForTheSpec1", call.form.at("kr-answer")));
  const auto entries = log();
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_TRUE(entries[0].delivered);
  EXPECT_EQ(entries[0].outbox_id, id);
  EXPECT_EQ(entries[0].attempt, 1);
  EXPECT_EQ(entries[0].rule, "end_of_payment");
  EXPECT_EQ(entries[0].http_status, 200);
  EXPECT_EQ(entries[0].answer_start, "OK");
  EXPECT_EQ(entries[0].kr_answer, call.form.at("kr-answer"));
  EXPECT_EQ(entries[0].kr_hash, call.form.at("kr-hash"));
  EXPECT_EQ(row(id).state, RowState::delivered);
  let_agenda_run(4000);
  EXPECT_EQ(merchant.calls.size(), 1u) << "nothing is sent again";
}

TEST_F(CourierCallTest, ProductionTextsAreNotKept) {
  book->mode = merchants::Mode::production;
  deliver(enqueue("p", "t"));
  ASSERT_EQ(log().size(), 1u);
  EXPECT_EQ(log()[0].kr_answer, "");
  EXPECT_EQ(log()[0].kr_hash.size(), 64u);
}

TEST_F(CourierCallTest, RulesAndOverridesSayWhoIsCalled) {
  const auto to = [&](Rule rule, std::string url) {
    sql::Batch batch;
    const auto id = courier->enqueue(batch, *book, {"p", "t", rule, url});
    EXPECT_EQ(id.empty(), batch.empty());
    return !id.empty();
  };
  EXPECT_TRUE(to(Rule::end_of_payment, ""));
  EXPECT_FALSE(to(Rule::cancellation, ""));
  EXPECT_TRUE(to(Rule::cancellation, "https://other.example/"));
  EXPECT_FALSE(to(Rule::web_service, "https://other.example/"));
  book->rules[Rule::end_of_payment].enabled = false;
  EXPECT_FALSE(to(Rule::end_of_payment, ""));
  EXPECT_TRUE(to(Rule::end_of_payment, "https://other.example/"));
  book->rules[Rule::back_office].enabled = true;
  EXPECT_FALSE(to(Rule::back_office, "")) << "no address";
  book->rules.clear();
  deliver(enqueue("p", "t", "https://other.example/hook"));
  ASSERT_EQ(merchant.calls.size(), 1u);
  EXPECT_EQ(merchant.calls[0].request.url.host, "other.example");
}

TEST_F(CourierCallTest, AFailedCallIsRepeatedAtQuarterHoursFourTimes) {
  merchant.otherwise.status = 500;
  const auto id = enqueue("p", "t");
  deliver(id);
  EXPECT_EQ(row(id).state, RowState::waiting);
  let_agenda_run(3 * 3600);
  ASSERT_EQ(merchant.calls.size(), 5u);
  for (int retry = 1; retry <= 4; ++retry) {
    const auto at = merchant.calls[static_cast<std::size_t>(retry)].at.ms;
    const auto mark = 1'700'043'300'000 + (retry - 1) * 900'000;  // 10:15, 10:30 …
    EXPECT_GE(at, mark);
    EXPECT_LT(at, mark + 2000);
  }
  EXPECT_EQ(row(id).state, RowState::given_up);
  EXPECT_EQ(log().size(), 5u);
  EXPECT_EQ(log()[0].attempt, 5) << "newest first";
}

TEST_F(CourierCallTest, TheTextIsMadeAnewForEachCall) {
  merchant.script = {{.status = 503}};
  deliver(enqueue("p", "t"));
  state = "CAPTURED";
  let_agenda_run(900);
  ASSERT_EQ(merchant.calls.size(), 2u);
  EXPECT_NE(merchant.calls[0].form.at("kr-answer"), merchant.calls[1].form.at("kr-answer"));
  EXPECT_NE(merchant.calls[1].form.at("kr-answer").find("CAPTURED"), std::string::npos);
}

TEST_F(CourierCallTest, ARuleWithoutAutomaticRetryCallsOnce) {
  book->rules[Rule::end_of_payment].automatic_retry = false;
  merchant.otherwise.status = 404;
  const auto id = enqueue("p", "t");
  deliver(id);
  EXPECT_EQ(row(id).state, RowState::given_up);
  let_agenda_run(3600);
  EXPECT_EQ(merchant.calls.size(), 1u);
}

TEST_F(CourierCallTest, AShopsLongerScheduleIsFollowed) {
  shop->options.retry_minutes = {1, 5, 90, 200, 201, 202};
  merchant.otherwise.status = 500;
  deliver(enqueue("p", "t"));
  const auto first = merchant.calls[0].at;
  let_agenda_run(5 * 3600);
  ASSERT_EQ(merchant.calls.size(), 7u);
  EXPECT_LT(merchant.calls[3].at.ms - first.plus_seconds(90 * 60).ms, 2000);
  EXPECT_GE(merchant.calls[3].at, first.plus_seconds(90 * 60));
}

TEST_F(CourierCallTest, FaultsAreNamedInTheLog) {
  merchant.script = {{.fault = FetchFault::address_refused}};
  deliver(enqueue("p", "t"));
  ASSERT_EQ(log().size(), 1u);
  EXPECT_EQ(log()[0].fault, "address_refused");
  EXPECT_EQ(log()[0].http_status, 0);
  EXPECT_FALSE(log()[0].delivered);
  OutboxOptions demo;
  demo.allow_private_targets = true;
  demo.verify_tls = false;
  courier = make_courier(*db, demo);
  deliver(enqueue("p2", "t"));
  EXPECT_TRUE(merchant.calls.back().request.allow_private);
  EXPECT_FALSE(merchant.calls.back().request.verify_tls);
  deliver(enqueue("p3", "t", "ftp://merchant.example/"));
  EXPECT_EQ(log()[0].fault, "bad_address");
  EXPECT_EQ(merchant.calls.size(), 2u);
}

TEST_F(CourierCallTest, ATextThatCannotBeMadeIsTriedAgainAndAGonePaymentIsNot) {
  text_fails = true;
  const auto id = enqueue("p", "t");
  deliver(id);
  EXPECT_EQ(log()[0].fault, "text_failed");
  EXPECT_EQ(row(id).state, RowState::waiting);
  text_fails = false;
  gone = true;
  let_agenda_run(900);
  EXPECT_EQ(log()[0].fault, "payment_gone");
  EXPECT_EQ(row(id).state, RowState::given_up);
  EXPECT_TRUE(merchant.calls.empty());
}

TEST_F(CourierCallTest, ASlowMerchantIsWaitedForAndNoLonger) {
  merchant.script = {{.after = Scheduler::Duration(5000)}};
  Instant start = clock.now();
  const auto id = enqueue("p", "t");
  start = clock.now();
  deliver(id);
  EXPECT_EQ(clock.now().ms - start.ms, 5000);
  EXPECT_EQ(row(id).state, RowState::delivered);
}

TEST_F(CourierCallTest, ASilentMerchantCostsTheBuyerTheWaitAndTheCallGoesOn) {
  merchant.script = {{.after = Scheduler::Duration(29'000)}};
  const auto id = enqueue("p", "t");
  const Instant start = clock.now();
  deliver(id, Scheduler::Duration(10'000));
  EXPECT_EQ(clock.now().ms - start.ms, 10'000);
  EXPECT_EQ(row(id).state, RowState::leased);
  EXPECT_TRUE(log().empty());
  scheduler.run_for(Scheduler::Duration(25'000));
  EXPECT_EQ(row(id).state, RowState::delivered);
  ASSERT_EQ(log().size(), 1u);
  EXPECT_EQ(log()[0].duration_ms, 29'000);
  EXPECT_EQ(merchant.calls.size(), 1u);
}

TEST_F(CourierCallTest, TheJobDeliversWhatACrashLeftBehind) {
  const auto id = enqueue("p", "t");  // committed; the process dies before deliver_now
  auto restarted = make_courier(*db);
  let_agenda_run(44, restarted);
  EXPECT_TRUE(merchant.calls.empty()) << "the lease still holds";
  let_agenda_run(4, restarted);
  EXPECT_EQ(merchant.calls.size(), 1u);
  EXPECT_EQ(row(id).state, RowState::delivered);
}

TEST_F(CourierCallTest, ACallWhoseResultWasLostIsMadeAgain) {
  sql::FakeDatabase dying(*db, random);
  auto crashed = make_courier(dying);
  dying.script(std::deque<sql::Mishap>(5, sql::Mishap::lost_before));
  const auto id = enqueue("p", "t");
  scheduler.run(crashed->deliver_now(book, id, long_wait));
  EXPECT_EQ(merchant.calls.size(), 1u);
  EXPECT_TRUE(log().empty());
  let_agenda_run(60);
  EXPECT_EQ(merchant.calls.size(), 2u) << "at least once";
  EXPECT_EQ(row(id).state, RowState::delivered);
}

TEST_F(CourierCallTest, AnOpenBreakerSparesTheBuyerAndLeavesTheRowToTheJob) {
  merchant.otherwise = {.after = Scheduler::Duration(2000), .fault = FetchFault::timed_out};
  for (int i = 0; i < 5; ++i) deliver(enqueue("p" + std::to_string(i), "t"));
  EXPECT_EQ(courier->breakers_open(), 1);
  const auto id = enqueue("p9", "t");
  const Instant start = clock.now();
  deliver(id);
  EXPECT_EQ(clock.now(), start);
  EXPECT_EQ(merchant.calls.size(), 5u);
  merchant.otherwise = {};
  let_agenda_run(50);
  EXPECT_EQ(merchant.calls.size(), 6u);
  EXPECT_EQ(row(id).state, RowState::delivered);
  EXPECT_EQ(courier->breakers_open(), 0);
}

TEST_F(CourierCallTest, DrainingWaitsForNobody) {
  merchant.script = {{.after = Scheduler::Duration(5000)}};
  courier->set_draining();
  const auto id = enqueue("p", "t");
  const Instant start = clock.now();
  deliver(id);
  EXPECT_EQ(clock.now(), start);
  scheduler.run_for(Scheduler::Duration(6000));
  EXPECT_EQ(row(id).state, RowState::delivered);
}

TEST_F(CourierCallTest, ACallByHandThatSucceedsEndsTheRetries) {
  merchant.script = {{.status = 500}};
  const auto id = enqueue("p", "t");
  deliver(id);
  EXPECT_TRUE(scheduler.run(courier->resend(book, id, {})));
  EXPECT_EQ(row(id).state, RowState::delivered);
  let_agenda_run(3600);
  EXPECT_EQ(merchant.calls.size(), 2u);
  EXPECT_EQ(log()[0].attempt, 2);
  EXPECT_TRUE(scheduler.run(courier->resend(book, id, {}))) << "a delivered row can be sent again";
  EXPECT_EQ(log().size(), 3u);
}

TEST_F(CourierCallTest, ACallByHandThatFailsChangesNothing) {
  merchant.otherwise.status = 500;
  const auto id = enqueue("p", "t");
  deliver(id);
  const auto before = row(id);
  EXPECT_FALSE(scheduler.run(courier->resend(book, id, {})));
  EXPECT_EQ(row(id).state, before.state);
  EXPECT_EQ(row(id).due_at, before.due_at);
  let_agenda_run(2 * 3600);
  EXPECT_EQ(merchant.calls.size(), 6u) << "outside the four retries";
}

TEST_F(CourierCallTest, ABrokenSignatureIsBrokenAndEndsNothing) {
  merchant.script = {{.status = 500}};
  const auto id = enqueue("p", "t");
  deliver(id);
  EXPECT_TRUE(scheduler.run(courier->resend(book, id, {.broken = true})));
  const auto& form = merchant.calls[1].form;
  EXPECT_EQ(form.at("kr-hash").size(), 64u);
  EXPECT_NE(form.at("kr-hash"), hmac_sha256_hex("testpassword_ExampleKeyForTheSpec1",
                                                form.at("kr-answer")));
  EXPECT_EQ(row(id).state, RowState::waiting);
  EXPECT_FALSE(scheduler.run(courier->resend(book, "p." + std::string(32, '0'), {})));
}

TEST_F(CourierCallTest, ACallByHandCanBeLate) {
  const auto id = enqueue("p", "t");
  deliver(id);
  const Instant start = clock.now();
  scheduler.run(courier->resend(book, id, {.delay = Scheduler::Duration(7000)}));
  EXPECT_EQ(merchant.calls[1].at, start.plus_ms(7000));
}

}  // namespace
}  // namespace guichet::notifications
