#include "acquiring/conformance.hpp"

#include <algorithm>
#include <cstdio>
#include <ranges>
#include <set>

#include "acquiring/conformance_subjects.hpp"
#include "base/scheduler.hpp"

namespace guichet::acquiring {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds patient{10'000};
constexpr milliseconds impatient{50};

struct Teller {
  std::string operator()(const Approved&) const { return "approved"; }
  std::string operator()(const Declined& declined) const { return declined.code; }
  std::string operator()(const Unknown&) const { return "unknown"; }
  std::string operator()(const NeverSeen&) const { return "never seen"; }
};

/// spec/error-codes.md 8.1, every code that refuses.
constexpr std::string_view refusal_codes[] = {
    "02", "03", "04", "05", "07", "08", "12", "13", "14", "15", "17", "19", "20", "24", "25",
    "26", "27", "28", "29", "30", "31", "33", "34", "38", "41", "43", "46", "51", "54", "55",
    "56", "57", "58", "59", "60", "61", "63", "65", "68", "75", "76", "78", "80", "81", "82",
    "83", "84", "86", "88", "90", "91", "94", "96", "97", "98", "99"};

}  // namespace

std::string told(const Outcome& outcome) { return std::visit(Teller{}, outcome); }
std::string told(const Inquiry& inquiry) { return std::visit(Teller{}, inquiry); }

std::string Conformance::next_id() {
  char id[33];
  std::snprintf(id, sizeof id, "0198c0de%024d", ++last_id_);
  return id;
}

Authorise Conformance::authorisation(const std::string& id, std::int64_t minor) {
  return Authorise{.request_id = id,
                   .transaction = "0198c0deffffffffffffffffffffffff",
                   .mid = "7700123",
                   .brand = "CB",
                   .money = {minor, *Currency::find("EUR")},
                   .pan = subject_->accepted_card(),
                   .expiry = {12, 2030},
                   .security_code = SecurityCode::parse("123"),
                   .deadline = patient};
}

Operate Conformance::operation(const std::string& id, const std::string& original,
                               std::int64_t minor) {
  return Operate{.request_id = id,
                 .original = original,
                 .transaction = "0198c0deffffffffffffffffffffffff",
                 .mid = "7700123",
                 .money = {minor, *Currency::find("EUR")},
                 .deadline = patient};
}

Outcome Conformance::authorise(const Authorise& request) {
  return subject_->ask(subject_->acquirer().authorise(request));
}
Outcome Conformance::capture(const Operate& request) {
  return subject_->ask(subject_->acquirer().capture(request));
}
Outcome Conformance::refund(const Operate& request) {
  return subject_->ask(subject_->acquirer().refund(request));
}
Inquiry Conformance::inquire(const std::string& id) {
  return subject_->ask(subject_->acquirer().inquire(id, patient));
}
Reversal Conformance::reverse(const std::string& id) {
  const std::string transaction = "0198c0deffffffffffffffffffffffff";
  return subject_->ask(subject_->acquirer().reverse(id, transaction, patient));
}

int Conformance::lines(std::string_view operation, const std::string& id) {
  const auto entries = subject_->ledger();
  if (!entries) return -1;
  return static_cast<int>(std::ranges::count_if(*entries, [&](const LedgerEntry& entry) {
    return entry.operation == operation && entry.request == id;
  }));
}

namespace {
Task<> pause() { co_await sleep_for(milliseconds{20}); }
}  // namespace

void Conformance::await_line(std::string_view operation, const std::string& id) {
  for (int i = 0; i < 500 && lines(operation, id) == 0; ++i) {
    std::vector<Task<>> tasks;
    tasks.push_back(pause());
    subject_->run(std::move(tasks));
  }
}

TEST_P(Conformance, ApprovalCarriesItsReferences) {
  const auto outcome = authorise(authorisation(next_id(), 990));
  ASSERT_EQ(told(outcome), "approved");
  const auto& approved = std::get<Approved>(outcome);
  EXPECT_EQ(approved.authorisation_number.size(), 6u);
  EXPECT_FALSE(approved.issuer_transaction_identifier.empty());
  EXPECT_FALSE(approved.granted_minor.has_value());
}

TEST_P(Conformance, SameIdHasOneOutcomeAndOneLine) {
  const auto id = next_id();
  const auto first = authorise(authorisation(id, 990));
  const auto second = authorise(authorisation(id, 990));
  ASSERT_EQ(told(first), "approved");
  ASSERT_EQ(told(second), "approved");
  EXPECT_EQ(std::get<Approved>(first).authorisation_number,
            std::get<Approved>(second).authorisation_number);
  const auto count = lines("AUTHORISE", id);
  EXPECT_TRUE(count == 1 || count == -1) << count;
}

TEST_P(Conformance, SameIdAtTheSameTimeHasOneOutcomeAndOneLine) {
  constexpr int callers = 32;
  const auto id = next_id();
  std::vector<std::optional<Outcome>> answers(callers);
  std::vector<Task<>> tasks;
  for (auto& answer : answers) {
    tasks.push_back(
        ConformanceSubject::store(subject_->acquirer().authorise(authorisation(id, 990)), answer));
  }
  subject_->run(std::move(tasks));
  std::set<std::string> numbers;
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.has_value());
    ASSERT_EQ(told(*answer), "approved");
    numbers.insert(std::get<Approved>(*answer).authorisation_number);
  }
  EXPECT_EQ(numbers.size(), 1u);
  const auto count = lines("AUTHORISE", id);
  EXPECT_TRUE(count == 1 || count == -1) << count;
}

TEST_P(Conformance, ManyRequestsAtTheSameTimeEachHaveTheirLine) {
  constexpr int callers = 100;
  std::vector<std::string> ids;
  std::vector<std::optional<Outcome>> answers(callers);
  std::vector<Task<>> tasks;
  for (auto& answer : answers) {
    ids.push_back(next_id());
    auto task = subject_->acquirer().authorise(authorisation(ids.back(), 990));
    tasks.push_back(ConformanceSubject::store(std::move(task), answer));
  }
  subject_->run(std::move(tasks));
  for (int i = 0; i < callers; ++i) {
    EXPECT_EQ(told(answers[i].value()), "approved");
    const auto count = lines("AUTHORISE", ids[i]);
    EXPECT_TRUE(count == 1 || count == -1) << count;
  }
}

TEST_P(Conformance, InquiryTellsTheTruth) {
  const auto unseen = next_id();
  EXPECT_EQ(told(inquire(unseen)), "never seen");
  const auto id = next_id();
  const auto outcome = authorise(authorisation(id, 990));
  const auto inquiry = inquire(id);
  ASSERT_EQ(told(inquiry), "approved");
  EXPECT_EQ(std::get<Approved>(inquiry).authorisation_number,
            std::get<Approved>(outcome).authorisation_number);
}

TEST_P(Conformance, ReversingAnUnseenIdRefusesALateArrival) {
  const auto id = next_id();
  EXPECT_EQ(reverse(id), Reversal::reversed);
  EXPECT_EQ(told(authorise(authorisation(id, 990))), "17");
  EXPECT_EQ(told(authorise(authorisation(id, 990))), "17");
  EXPECT_EQ(told(inquire(id)), "17");
  const auto count = lines("AUTHORISE", id);
  EXPECT_TRUE(count == 1 || count == -1) << count;
}

TEST_P(Conformance, ReversalHoldsNothingAndIsIdempotent) {
  const auto id = next_id();
  EXPECT_EQ(told(authorise(authorisation(id, 990))), "approved");
  EXPECT_EQ(reverse(id), Reversal::reversed);
  EXPECT_EQ(reverse(id), Reversal::reversed);
  EXPECT_EQ(told(inquire(id)), "17");
  EXPECT_EQ(told(capture(operation(next_id(), id, 990))), "12");
  const auto count = lines("REVERSE", id);
  EXPECT_TRUE(count == 1 || count == -1) << count;
}

TEST_P(Conformance, CaptureFitsTheAuthorisation) {
  const auto id = next_id();
  authorise(authorisation(id, 1000));
  EXPECT_EQ(told(capture(operation(next_id(), id, 1001))), "13");
  const auto first = next_id();
  EXPECT_EQ(told(capture(operation(first, id, 600))), "approved");
  EXPECT_EQ(told(capture(operation(first, id, 600))), "approved");
  EXPECT_EQ(told(capture(operation(next_id(), id, 401))), "13");
  EXPECT_EQ(told(capture(operation(next_id(), id, 400))), "approved");
  EXPECT_EQ(told(capture(operation(next_id(), next_id(), 1))), "12");
  EXPECT_EQ(reverse(id), Reversal::unknown) << "captured money is refunded, not reversed";
}

TEST_P(Conformance, RefundFitsTheCapture) {
  const auto id = next_id();
  authorise(authorisation(id, 1000));
  EXPECT_EQ(told(refund(operation(next_id(), id, 1))), "12") << "nothing captured yet";
  const auto captured = next_id();
  capture(operation(captured, id, 1000));
  const auto first = next_id();
  EXPECT_EQ(told(refund(operation(first, id, 300))), "approved");
  EXPECT_EQ(told(refund(operation(first, id, 300))), "approved");
  EXPECT_EQ(told(refund(operation(next_id(), captured, 701))), "13");
  EXPECT_EQ(told(refund(operation(next_id(), captured, 700))), "approved");
  EXPECT_EQ(told(refund(operation(next_id(), id, 1))), "13");
  EXPECT_EQ(reverse(first), Reversal::reversed);
  EXPECT_EQ(told(refund(operation(next_id(), id, 300))), "approved");
}

TEST_P(Conformance, ReversedCaptureCanBeCapturedAgain) {
  const auto id = next_id();
  authorise(authorisation(id, 1000));
  const auto lost = next_id();
  capture(operation(lost, id, 1000));
  EXPECT_EQ(reverse(lost), Reversal::reversed);
  EXPECT_EQ(told(capture(operation(lost, id, 1000))), "17");
  EXPECT_EQ(told(capture(operation(next_id(), id, 1000))), "approved");
}

TEST_P(Conformance, IdOfAnotherOperationIsADuplicate) {
  const auto id = next_id();
  authorise(authorisation(id, 1000));
  EXPECT_EQ(told(capture(operation(id, id, 1000))), "94");
}

TEST_P(Conformance, EveryRefusalCodeIsReachable) {
  for (const auto code : refusal_codes) {
    auto request = authorisation(next_id(), 990);
    const auto card = subject_->refused_card(code);
    if (!card) GTEST_SKIP() << "this acquirer cannot be asked for refusals";
    request.pan = *card;
    EXPECT_EQ(told(authorise(request)), code);
  }
}

TEST_P(Conformance, SilenceEndsAtTheDeadlineAndInquiryTellsTheTruth) {
  if (!subject_->faults()) GTEST_SKIP() << "this acquirer cannot be made to misbehave";
  ASSERT_TRUE(subject_->faults()->add(Operation::authorise, {Fault::Kind::silent}));
  auto held = authorisation(next_id(), 990);
  held.deadline = impatient;
  EXPECT_EQ(told(authorise(held)), "unknown");
  EXPECT_EQ(told(inquire(held.request_id)), "approved");

  ASSERT_TRUE(subject_->faults()->add(Operation::authorise, {Fault::Kind::lost}));
  auto lost = authorisation(next_id(), 990);
  lost.deadline = impatient;
  EXPECT_EQ(told(authorise(lost)), "unknown");
  EXPECT_EQ(told(inquire(lost.request_id)), "never seen");
}

TEST_P(Conformance, LateArrivalIsRefusedAfterReversal) {
  if (!subject_->faults()) GTEST_SKIP() << "this acquirer cannot be made to misbehave";
  const Fault late{Fault::Kind::late, milliseconds{500}};
  ASSERT_TRUE(subject_->faults()->add(Operation::authorise, late));
  auto request = authorisation(next_id(), 990);
  request.deadline = impatient;
  EXPECT_EQ(told(authorise(request)), "unknown");
  EXPECT_EQ(reverse(request.request_id), Reversal::reversed);
  await_line("AUTHORISE", request.request_id);
  EXPECT_EQ(told(inquire(request.request_id)), "17");
}

TEST_P(Conformance, SlowAnswerBeyondTheDeadlineReachesTheBooks) {
  if (!subject_->faults()) GTEST_SKIP() << "this acquirer cannot be made to misbehave";
  const Fault slow{Fault::Kind::slow, milliseconds{300}};
  ASSERT_TRUE(subject_->faults()->add(Operation::authorise, slow));
  auto request = authorisation(next_id(), 990);
  request.deadline = impatient;
  EXPECT_EQ(told(authorise(request)), "unknown");
  await_line("AUTHORISE", request.request_id);
  EXPECT_EQ(told(inquire(request.request_id)), "approved");
}

TEST_P(Conformance, DuplicateDeliveryIsOneEntry) {
  if (!subject_->faults()) GTEST_SKIP() << "this acquirer cannot be made to misbehave";
  ASSERT_TRUE(subject_->faults()->add(Operation::authorise, {Fault::Kind::duplicate}));
  const auto id = next_id();
  EXPECT_EQ(told(authorise(authorisation(id, 990))), "approved");
  const auto count = lines("AUTHORISE", id);
  EXPECT_TRUE(count == 1 || count == -1) << count;
}

TEST_P(Conformance, ContradictionDeclinesWhatTheBooksApprove) {
  if (!subject_->faults()) GTEST_SKIP() << "this acquirer cannot be made to misbehave";
  ASSERT_TRUE(subject_->faults()->add(Operation::authorise, {Fault::Kind::contradict}));
  const auto id = next_id();
  EXPECT_EQ(told(authorise(authorisation(id, 990))), "05");
  EXPECT_EQ(told(inquire(id)), "approved");
}

INSTANTIATE_TEST_SUITE_P(ThreadedSandbox, Conformance,
                         testing::Values([] { return std::make_unique<ThreadedSandbox>(); }));

}  // namespace guichet::acquiring
