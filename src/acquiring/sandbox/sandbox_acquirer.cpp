#include "acquiring/sandbox/sandbox_acquirer.hpp"

#include <algorithm>
#include <functional>
#include <type_traits>
#include <utility>

#include "acquiring/sandbox/books.hpp"
#include "acquiring/sandbox/test_cards.hpp"
#include "base/scheduler.hpp"

namespace guichet::acquiring {

using std::chrono::milliseconds;

struct SandboxAcquirer::Core {
  Core(const std::string& path, Random& random, const Clock& clock, SandboxOptions chosen)
      : options(std::move(chosen)),
        ledger(path, options.writing),
        books(ledger, random, clock, options.requests_kept_max) {
    ledger.start([this](const LedgerEntry& entry) { books.restore(entry); });
  }

  const SandboxOptions options;
  const CardRanges ranges = test_ranges();
  Faults faults;
  LedgerWriter ledger;
  Books books;
};

namespace {

template <class Answer>
Answer silence(const char* reason) {
  if constexpr (std::is_same_v<Answer, Reversal>) {
    return Reversal::unknown;
  } else {
    return Answer(Unknown{reason});
  }
}

/// The lie of a contradictory acquirer: the books say yes, the answer says no.
template <class Answer>
Answer contradict(Answer truth) {
  if constexpr (!std::is_same_v<Answer, Reversal>) {
    if (std::holds_alternative<Approved>(truth)) return Answer(Declined{"05"});
  }
  return truth;
}

/// The entry into the books, without the card: it may run long after the caller has gone.
template <class Answer>
using Work = std::function<Entered<Answer>()>;

Task<> arrive_later(milliseconds delay, std::function<void()> work) {
  co_await sleep_for(delay);
  work();
}

template <class Core, class Answer>
Task<Answer> answer_now(std::shared_ptr<Core> core, milliseconds left, Work<Answer> work) {
  Entered<Answer> entered = work();
  const bool durable = co_await core->ledger.durable(entered.position, left);
  if (!durable) co_return silence<Answer>("the acquirer's ledger was not written in time");
  co_return std::move(entered.answer);
}

/// At the acquirer at once, decided after `delay`: meanwhile an inquiry hears "not yet", and a
/// reversal makes the decision a refusal.
template <class Core, class Answer>
Task<Answer> answer_slowly(std::shared_ptr<Core> core, std::string request_id, milliseconds delay,
                           milliseconds deadline, Work<Answer> work) {
  core->books.begin(request_id);
  Work<Answer> decide = [core, request_id, work = std::move(work)] {
    Entered<Answer> entered = work();
    core->books.end(request_id);
    return entered;
  };
  if (delay < deadline) {
    co_await sleep_for(delay);
    co_return co_await answer_now(core, deadline - delay, std::move(decide));
  }
  std::function<void()> unheard = [decide = std::move(decide)] { decide(); };
  Task<> later = arrive_later(delay, std::move(unheard));
  spawn(Scheduler::current(), "acquirer.slow", std::move(later));
  co_await sleep_for(deadline);
  co_return silence<Answer>("the request was not answered in time");
}

template <class Core, class Answer>
Task<Answer> deliver(std::shared_ptr<Core> core, Fault fault, std::string request_id,
                     milliseconds deadline, Work<Answer> work) {
  using Kind = Fault::Kind;
  if (fault.kind == Kind::slow) {
    co_return co_await answer_slowly(core, std::move(request_id), fault.delay, deadline,
                                     std::move(work));
  }
  if (fault.kind == Kind::silent || fault.kind == Kind::lost || fault.kind == Kind::late) {
    if (fault.kind == Kind::silent) work();
    if (fault.kind == Kind::late) {
      // One millisecond more than the deadline at least: the caller has given up by then.
      const auto delay = deadline + std::max(fault.delay, milliseconds{1});
      std::function<void()> unheard = [core, work = std::move(work)] { work(); };
      Task<> later = arrive_later(delay, std::move(unheard));
      spawn(Scheduler::current(), "acquirer.late", std::move(later));
    }
    const bool breaks = fault.kind != Kind::late && fault.delay > milliseconds{0};
    const auto patience = breaks ? std::min(fault.delay, deadline) : deadline;
    co_await sleep_for(patience);
    co_return silence<Answer>("the request was not answered");
  }
  if (fault.kind == Kind::duplicate) work();
  Answer truth = co_await answer_now(core, deadline, std::move(work));
  if (fault.kind == Kind::contradict) co_return contradict(std::move(truth));
  co_return truth;
}

}  // namespace

SandboxAcquirer::SandboxAcquirer(const std::string& ledger_path, Random& random,
                                 const Clock& clock, SandboxOptions options)
    : core_(std::make_shared<Core>(ledger_path, random, clock, std::move(options))) {}

SandboxAcquirer::~SandboxAcquirer() = default;

Task<Outcome> SandboxAcquirer::authorise(Authorise request) {
  auto core = core_;
  Decision decision = decide(request, core->options.catalogue, core->options.slow_delay);
  const Fault programmed = core->faults.take(Operation::authorise);
  const Fault fault = programmed.kind == Fault::Kind::none ? decision.fault : programmed;
  Asked asked;
  asked.request_id = request.request_id;
  asked.transaction = std::move(request.transaction);
  asked.amount = request.mode == AuthorisationMode::mark ? 0 : request.money.minor;
  asked.currency = request.money.currency.code();
  if (decision.verdict.kind == Verdict::Kind::meal_voucher) {
    asked.masked_card = request.pan.masked();
  }
  asked.verdict = std::move(decision.verdict);
  Work<Outcome> work = [core, asked = std::move(asked)] { return core->books.authorise(asked); };
  return deliver(core, fault, std::move(request.request_id), request.deadline, std::move(work));
}

Task<Outcome> SandboxAcquirer::capture(Operate request) {
  auto core = core_;
  const Fault fault = core->faults.take(Operation::capture);
  auto id = request.request_id;
  const auto deadline = request.deadline;
  Work<Outcome> work = [core, code = fault.code, request = std::move(request)] {
    return core->books.capture(request, code);
  };
  return deliver(core, fault, std::move(id), deadline, std::move(work));
}

Task<Outcome> SandboxAcquirer::refund(Operate request) {
  auto core = core_;
  const Fault fault = core->faults.take(Operation::refund);
  auto id = request.request_id;
  const auto deadline = request.deadline;
  Work<Outcome> work = [core, code = fault.code, request = std::move(request)] {
    return core->books.refund(request, code);
  };
  return deliver(core, fault, std::move(id), deadline, std::move(work));
}

Task<Inquiry> SandboxAcquirer::inquire(std::string request_id, milliseconds deadline) {
  auto core = core_;
  const Fault fault = core->faults.take(Operation::inquire);
  Work<Inquiry> work = [core, request_id] { return core->books.inquire(request_id); };
  // A slow answer to a question must not make the question look like a pending payment.
  return deliver(core, fault, std::string(), deadline, std::move(work));
}

Task<Reversal> SandboxAcquirer::reverse(std::string request_id, std::string transaction,
                                        milliseconds deadline) {
  auto core = core_;
  const Fault fault = core->faults.take(Operation::reverse);
  Work<Reversal> work = [core, request_id, transaction = std::move(transaction)] {
    return core->books.reverse(request_id, transaction);
  };
  return deliver(core, fault, std::string(), deadline, std::move(work));
}

const CardRanges& SandboxAcquirer::ranges() const { return core_->ranges; }

bool SandboxAcquirer::may_exist(const Pan& pan) const {
  return is_test_number(pan.expose_digits());
}

std::vector<SampleCard> SandboxAcquirer::sample_cards() const {
  std::vector<SampleCard> samples;
  for (const auto& card : test_cards()) {
    // A card that only registers is never offered for a payment (spec/test-data.md 2.4).
    if (card.behaviour == CardBehaviour::token_only) continue;
    samples.push_back({.number = std::string(card.number),
                       .brand = std::string(card.brand),
                       .scenario = std::string(card.scenario),
                       .approved = card.behaviour == CardBehaviour::approve});
  }
  return samples;
}

Faults& SandboxAcquirer::faults() { return core_->faults; }

}  // namespace guichet::acquiring
