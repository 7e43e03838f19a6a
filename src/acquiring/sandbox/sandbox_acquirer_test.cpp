#include "acquiring/sandbox/sandbox_acquirer.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "acquiring/conformance.hpp"
#include "acquiring/sandbox/test_cards.hpp"
#include "base/simulated_scheduler.hpp"

namespace guichet::acquiring {

namespace {

using std::chrono::milliseconds;

constexpr Instant start{1'760'000'000'000};

std::string fresh_ledger(const char* name) {
  auto path = std::filesystem::path(testing::TempDir()) /
              (std::string("guichet-") + std::to_string(::getpid()) + "-" + name + ".jsonl");
  std::filesystem::remove(path);
  return path.string();
}

Pan pan(std::string_view digits) { return *Pan::parse(digits); }

/// The sandbox on simulated time: direct ledger, one thread.
class SimulatedSandbox final : public ConformanceSubject {
 public:
  explicit SimulatedSandbox(SandboxOptions options = {}, std::string path = {})
      : path_(path.empty() ? fresh_ledger("simulated") : std::move(path)) {
    options.writing = LedgerWriting::direct;
    sandbox = std::make_unique<SandboxAcquirer>(path_, random_, clock, options);
  }

  Acquirer& acquirer() override { return *sandbox; }
  void run(std::vector<Task<>> tasks) override {
    for (auto& task : tasks) {
      spawn(scheduler, "test", finish(std::move(task), running_));
      ++running_;
    }
    while (running_ > 0) scheduler.run_for(milliseconds{1});
  }
  Pan accepted_card() override { return pan("4970110000000013"); }
  std::optional<Pan> refused_card(std::string_view code) override {
    return pan(refusal_number(code));
  }
  Faults* faults() override { return &sandbox->faults(); }
  std::optional<std::vector<LedgerEntry>> ledger() override { return read_ledger(path_); }
  const std::string& path() const { return path_; }

  ManualClock clock{start};
  SimulatedScheduler scheduler{clock};
  std::unique_ptr<SandboxAcquirer> sandbox;

 private:
  static Task<> finish(Task<> task, int& running) {
    co_await std::move(task);
    --running;
  }

  std::string path_;
  SeededRandom random_{7};
  int running_ = 0;
};

INSTANTIATE_TEST_SUITE_P(SimulatedSandbox, Conformance,
                         testing::Values([] { return std::make_unique<SimulatedSandbox>(); }));

class Sandbox : public testing::Test {
 protected:
  void restart(SandboxOptions options = {}) {
    const auto path = subject->path();
    subject.reset();
    subject = std::make_unique<SimulatedSandbox>(options, path);
  }
  std::string next_id() {
    char id[33];
    std::snprintf(id, sizeof id, "0198c0de%024d", ++last_id_);
    return id;
  }
  Authorise payment(std::string_view card, std::int64_t minor, std::string currency = "EUR") {
    return Authorise{.request_id = next_id(),
                     .transaction = "0198c0deffffffffffffffffffffffff",
                     .mid = "7700123",
                     .brand = "CB",
                     .money = {minor, *Currency::find(currency)},
                     .pan = pan(card),
                     .expiry = {12, 2030},
                     .deadline = milliseconds{10'000}};
  }
  Outcome pay(const Authorise& request) {
    return subject->ask(subject->acquirer().authorise(request));
  }
  std::string told_of(std::string_view card, std::int64_t minor = 990) {
    return told(pay(payment(card, minor)));
  }

  std::unique_ptr<SimulatedSandbox> subject = std::make_unique<SimulatedSandbox>();

 private:
  int last_id_ = 0;
};

}  // namespace

// spec/test-data.md 2: every row of the table, and each is a number the ranges know.
TEST_F(Sandbox, EveryCardDoesWhatItsRowSays) {
  for (const auto& card : test_cards()) {
    std::string unauthenticated = "approved";
    std::string authenticated = "approved";
    std::string silent = "approved";
    std::string mark = "approved";
    switch (card.behaviour) {
      case CardBehaviour::approve: break;
      case CardBehaviour::challenge:
        unauthenticated = mark = "81";
        silent = "1A";
        break;
      case CardBehaviour::authentication_fails:
        unauthenticated = authenticated = mark = "81";
        silent = "1A";
        break;
      case CardBehaviour::challenge_then_refuse:
        unauthenticated = mark = "81";
        silent = "1A";
        authenticated = card.code;
        break;
      case CardBehaviour::refuse:
        unauthenticated = authenticated = silent = mark = card.code;
        break;
      case CardBehaviour::token_only:
        unauthenticated = authenticated = silent = card.code;
        break;
    }
    EXPECT_EQ(told_of(card.number), unauthenticated) << card.number;
    auto request = payment(card.number, 990);
    request.authenticated = true;
    EXPECT_EQ(told(pay(request)), authenticated) << card.number;
    request = payment(card.number, 990);
    request.buyer_present = false;
    EXPECT_EQ(told(pay(request)), silent) << card.number;
    request = payment(card.number, 0);
    request.mode = AuthorisationMode::mark;
    EXPECT_EQ(told(pay(request)), mark) << card.number;
  }
}

TEST_F(Sandbox, WellKnownRowsOfTheSpecification) {
  EXPECT_EQ(told_of("4970100000000055"), "approved");
  EXPECT_EQ(told_of("4970100000000071"), "51");
  EXPECT_EQ(told_of("4970100000000089"), "82");
  EXPECT_EQ(told_of("4970100000000113"), "05");
  EXPECT_EQ(told_of("4970110000000021"), "81");
  EXPECT_EQ(told_of("4970101000001002"), "51");
  EXPECT_EQ(told(pay(payment("4051700000003926", 990, "JPY"))), "approved");
  EXPECT_EQ(told(pay(payment("4515450000004140", 9900, "KWD"))), "approved");
}

TEST_F(Sandbox, UnknownNumbersAreRefused) {
  EXPECT_EQ(told_of("4111111111111111"), "14");
  EXPECT_EQ(told_of("4970119900050001"), "14") << "a family number with a bad check digit";
  EXPECT_EQ(told_of("4970490000000001"), "approved");
}

// spec/test-data.md 3: soft decline unless authenticated, and 1A without a buyer.
TEST_F(Sandbox, SoftDeclineFamilyAsksForAuthentication) {
  const auto number = refusal_number("81", true);
  EXPECT_EQ(told_of(number), "81");
  auto silent = payment(number, 990);
  silent.buyer_present = false;
  EXPECT_EQ(told(pay(silent)), "1A");
  auto authenticated = payment(number, 990);
  authenticated.authenticated = true;
  EXPECT_EQ(told(pay(authenticated)), "approved");
}

// spec/README.md rule 10.
TEST_F(Sandbox, SlowIssuerAnswersAfterFiveSecondsAndIsInProgressMeanwhile) {
  auto request = payment(refusal_number("68"), 990);
  std::optional<Outcome> answer;
  spawn(subject->scheduler, "slow",
        ConformanceSubject::store(subject->acquirer().authorise(request), answer));
  subject->scheduler.run_for(milliseconds{4999});
  EXPECT_FALSE(answer.has_value());
  EXPECT_EQ(told(subject->ask(subject->acquirer().inquire(request.request_id, milliseconds{0}))),
            "unknown");
  subject->scheduler.run_for(milliseconds{10});
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(told(*answer), "68");
}

TEST_F(Sandbox, AnswersComeByTheDeadline) {
  auto request = payment(refusal_number("68"), 990);
  request.deadline = milliseconds{2000};
  std::optional<Outcome> answer;
  spawn(subject->scheduler, "slow",
        ConformanceSubject::store(subject->acquirer().authorise(request), answer));
  subject->scheduler.run_for(milliseconds{2000});
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(told(*answer), "unknown");
  subject->scheduler.run_for(milliseconds{3000});
  EXPECT_EQ(told(subject->ask(subject->acquirer().inquire(request.request_id, milliseconds{0}))),
            "68") << "the issuer's answer is in the books all the same";
}

// spec/test-data.md 2.6.
TEST_F(Sandbox, MealVoucherGrantsTwentyFiveEurosADay) {
  constexpr const char* card = "5025001000000008";
  ASSERT_TRUE(pan(card).passes_luhn());
  EXPECT_EQ(told_of(card, 149), "13");
  EXPECT_EQ(told_of(card, 1000), "approved");
  const auto partial = pay(payment(card, 2000));
  ASSERT_EQ(told(partial), "approved");
  EXPECT_EQ(std::get<Approved>(partial).code, "10");
  EXPECT_EQ(std::get<Approved>(partial).granted_minor, 1500);
  EXPECT_EQ(told_of(card, 150), "51");
  EXPECT_EQ(told(pay(payment(card, 990, "JPY"))), "12");

  restart();
  EXPECT_EQ(told_of(card, 150), "51") << "the day's spending survives a restart";
  subject->clock.advance_ms(86'400'000);
  EXPECT_EQ(told_of(card, 2500), "approved");
}

TEST_F(Sandbox, ReversedMealVoucherMayBeSpentAgain) {
  constexpr const char* card = "5025001000000008";
  const auto request = payment(card, 2500);
  EXPECT_EQ(told(pay(request)), "approved");
  EXPECT_EQ(subject->ask(subject->acquirer().reverse(request.request_id, request.transaction,
                                                     request.deadline)),
            Reversal::reversed);
  EXPECT_EQ(told_of(card, 2500), "approved");
}

TEST_F(Sandbox, CatalogueIsOffByDefault) {
  auto request = payment("4970100000000055", 1051);
  request.card_holder_name = "DECLINE 43";
  EXPECT_EQ(told(pay(request)), "approved");
}

TEST_F(Sandbox, CatalogueRefusesByHolderNameOrAmount) {
  restart({.catalogue = {.by_holder_name = true, .by_amount = true}});
  auto request = payment("4970100000000055", 1000);
  request.card_holder_name = "Decline 43";
  EXPECT_EQ(told(pay(request)), "43");
  EXPECT_EQ(told_of("4970100000000055", 1051), "51");
  EXPECT_EQ(told_of("4970100000000055", 1000), "approved");
  request = payment("4970100000000055", 1000);
  request.card_holder_name = "TIMEOUT";
  const auto asked_at = subject->clock.now();
  EXPECT_EQ(told(pay(request)), "unknown");
  EXPECT_NEAR(subject->clock.now().ms - asked_at.ms, 5000, 1) << "spec/README.md rule 10";
  request = payment("4970100000000055", 1000);
  request.card_holder_name = "CONTRADICT";
  EXPECT_EQ(told(pay(request)), "05");
}

TEST_F(Sandbox, BooksAreRebuiltFromTheLedger) {
  const auto request = payment("4970100000000055", 1000);
  const auto before = pay(request);
  const Operate capture{.request_id = next_id(), .original = request.request_id,
                        .transaction = request.transaction, .mid = "7700123",
                        .money = {600, request.money.currency}, .deadline = request.deadline};
  EXPECT_EQ(told(subject->ask(subject->acquirer().capture(capture))), "approved");
  const auto unseen = next_id();
  EXPECT_EQ(subject->ask(subject->acquirer().reverse(unseen, request.transaction,
                                                     request.deadline)),
            Reversal::reversed);
  const auto lines = subject->ledger()->size();

  restart();
  const auto after = pay(request);
  ASSERT_EQ(told(after), "approved");
  EXPECT_EQ(std::get<Approved>(after).authorisation_number,
            std::get<Approved>(before).authorisation_number);
  EXPECT_EQ(std::get<Approved>(after).issuer_transaction_identifier,
            std::get<Approved>(before).issuer_transaction_identifier);
  auto again = capture;
  EXPECT_EQ(told(subject->ask(subject->acquirer().capture(again))), "approved");
  EXPECT_EQ(subject->ledger()->size(), lines);
  again.request_id = next_id();
  EXPECT_EQ(told(subject->ask(subject->acquirer().capture(again))), "13");
  auto late = payment("4970100000000055", 1000);
  late.request_id = unseen;
  EXPECT_EQ(told(pay(late)), "17");
}

TEST_F(Sandbox, ReferencesHaveTheShapeOfTheSpecification) {
  const auto outcome = pay(payment("4970100000000055", 1000));
  const auto& approved = std::get<Approved>(outcome);
  EXPECT_EQ(approved.authorisation_number.size(), 6u);
  EXPECT_EQ(approved.authorisation_number.substr(0, 2), "3f");
  EXPECT_EQ(approved.issuer_transaction_identifier.size(), 16u);
  EXPECT_FALSE(pan(approved.issuer_transaction_identifier).passes_luhn());
  EXPECT_EQ(approved.code, "0");
}

TEST_F(Sandbox, LedgerHoldsNoCardNumberAndNoSecurityCode) {
  auto request = payment("5025001000000008", 1000);
  request.security_code = SecurityCode::parse("7531");
  pay(request);
  std::ifstream file(subject->path());
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_NE(text.find("502500XXXXXX0008"), std::string::npos);
  EXPECT_EQ(text.find("5025001000000008"), std::string::npos);
  EXPECT_EQ(text.find("7531"), std::string::npos);
}

TEST_F(Sandbox, OldestRequestsAreForgottenButNeverDenied) {
  restart({.requests_kept_max = 2});
  const auto first = payment("4970100000000055", 1000);
  pay(first);
  pay(payment("4970100000000055", 1000));
  const auto last = payment("4970100000000055", 1000);
  pay(last);
  EXPECT_EQ(told(subject->ask(subject->acquirer().inquire(first.request_id, first.deadline))),
            "unknown");
  EXPECT_EQ(told(pay(first)), "unknown");
  EXPECT_EQ(told(pay(last)), "approved");
  EXPECT_EQ(told(subject->ask(subject->acquirer().inquire(next_id(), first.deadline))),
            "never seen");
}

TEST_F(Sandbox, IdsOfTheWrongShapeAreAFormatError) {
  auto request = payment("4970100000000055", 1000);
  request.request_id = "../etc/passwd";
  EXPECT_EQ(told(pay(request)), "30");
}

}  // namespace guichet::acquiring
