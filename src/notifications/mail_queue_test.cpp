#include "notifications/mail_queue.hpp"

#include "notifications/testing/fixture.hpp"

namespace guichet::notifications {
namespace {

using testing::FakeMerchant;

/// A mail server in memory.
class FakeMailer final : public Mailer {
 public:
  Task<bool> send(Mail mail) override {
    ++asked;
    if (!takes) co_return false;
    sent.push_back(std::move(mail));
    co_return true;
  }
  bool takes = true;
  int asked = 0;
  std::vector<Mail> sent;
};

class MailQueueTest : public testing::OutboxFixture {
 protected:
  MailQueueTest() {
    OutboxOptions options;
    options.mailer = mailer;
    courier = make_courier(*db, options);
    book->rules[Rule::end_of_payment].failure_mails = {"one@shop.example", "two@shop.example"};
    shop->name = "Boulangerie Zoé";
  }
  void run_mails() {
    const auto next = scheduler.run(courier->mails().job().run_due(book->id, clock.now()));
    next_due = next;
  }
  std::int64_t waiting() {
    static constexpr sql::Statement count{"test.mails",
                                          "SELECT COUNT(*) FROM mail_queue /* global */"};
    return scheduler.run(db->read(count, {})).front().integer(0);
  }
  void fail_a_call(int status = 500) {
    merchant.otherwise.status = status;
    const auto id = enqueue("p1", "t1");
    scheduler.run(courier->deliver_now(book, id, long_wait));
  }

  std::shared_ptr<FakeMailer> mailer = std::make_shared<FakeMailer>();
  std::optional<Instant> next_due;
};

TEST_F(MailQueueTest, AFailedCallIsToldToTheAddressesOfItsRule) {
  fail_a_call();
  EXPECT_EQ(waiting(), 1);
  EXPECT_EQ(mailer->asked, 0) << "sent by the agenda, not while a buyer waits";
  run_mails();
  ASSERT_EQ(mailer->sent.size(), 1u);
  const Mail& mail = mailer->sent.front();
  EXPECT_EQ(mail.to, (std::vector<std::string>{"one@shop.example", "two@shop.example"}));
  EXPECT_EQ(mail.subject,
            "[MODE TEST] Boulangerie Zoé - Tr. ref. t1 / FAILURE during the call to your IPN URL "
            "[unsuccessful attempt #1]");
  EXPECT_NE(mail.body.find("HTTP 500"), std::string::npos);
  EXPECT_EQ(mail.body.find("shop=1"), std::string::npos) << "the address may hold a secret";
  EXPECT_EQ(waiting(), 0);
  EXPECT_FALSE(next_due);
}

TEST_F(MailQueueTest, TheLastFailureSaysSo) {
  book->rules[Rule::end_of_payment].automatic_retry = false;
  fail_a_call(404);
  run_mails();
  ASSERT_EQ(mailer->sent.size(), 1u);
  EXPECT_TRUE(mailer->sent.front().subject.ends_with("[unsuccessful attempt #last]"));
}

TEST_F(MailQueueTest, ASuccessOrARuleWithoutAddressesIsToldToNobody) {
  merchant.otherwise.status = 200;
  scheduler.run(courier->deliver_now(book, enqueue("p1", "t1"), long_wait));
  EXPECT_EQ(waiting(), 0);
  book->rules[Rule::end_of_payment].failure_mails.clear();
  fail_a_call();
  EXPECT_EQ(waiting(), 0);
}

TEST_F(MailQueueTest, AMailThatIsNotTakenWaitsLongerEachTimeAndIsGivenUp) {
  mailer->takes = false;
  fail_a_call();
  std::int64_t pause = 0;
  for (int tries = 1; tries < MailQueue::tries_max; ++tries) {
    run_mails();
    ASSERT_TRUE(next_due);
    EXPECT_EQ(mailer->asked, tries);
    EXPECT_GE(next_due->ms - clock.now().ms, pause);
    pause = next_due->ms - clock.now().ms;
    clock.advance_ms(pause);
  }
  run_mails();
  EXPECT_EQ(waiting(), 0);
  EXPECT_FALSE(next_due);
}

TEST_F(MailQueueTest, AMailOutlivesTheProcessThatWroteIt) {
  fail_a_call();
  OutboxOptions options;
  options.mailer = mailer;
  courier = make_courier(*db, options);
  run_mails();
  EXPECT_EQ(mailer->sent.size(), 1u);
}

TEST_F(MailQueueTest, WithoutAServerNothingPilesUp) {
  courier = make_courier(*db);
  fail_a_call();
  EXPECT_EQ(waiting(), 0);
}

}  // namespace
}  // namespace guichet::notifications
