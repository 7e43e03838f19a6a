#include "payments/recovery.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "jobs/crew.hpp"
#include "sql/unit.hpp"

namespace guichet::payments {

namespace {

// Longer than inquiry, new authorisation and commit together; the next round comes after it.
constexpr std::int64_t takeover_life_ms =
    2 * std::chrono::milliseconds(limits::acquirer_deadline).count() + 5'000;
constexpr std::int64_t retry_delay_ms = 1'000;      // doubled with each takeover
constexpr std::int64_t retry_delay_ms_max = 15'000;
constexpr std::size_t hands = 16;
/// Shorter than the agenda's lease; what still runs then ends by itself.
constexpr auto run_time_max = std::chrono::seconds(20);

metrics::Counter& settled_counter(std::string_view how) {
  return metrics::counter("guichet_recovered_attempts", "attempts settled by recovery",
                          "how=\"" + std::string(how) + "\"");
}

}  // namespace

jobs::Kind Recovery::job() {
  return {"recovery", [this](std::int64_t book_id, Instant now) -> Task<std::optional<Instant>> {
            const auto book = charges_.with().directory.find(book_id);
            if (!book) {
              // A shop this process has not read yet, or cannot open: its attempts stay due.
              const auto kept = co_await load_all_attempts(charges_.with().db, book_id);
              if (kept.empty()) co_return std::nullopt;
              co_return now.plus_ms(takeover_life_ms);
            }
            co_await recover(book, false);
            const auto left = co_await load_due_attempts(
                charges_.with().db, book_id, now.plus_ms(takeover_life_ms), {}, false, 1);
            if (left.empty()) co_return std::nullopt;
            co_return std::max(left.front().deadline, now.plus_ms(retry_delay_ms));
          }};
}

Task<int> Recovery::recover(BookPtr book, bool others_are_dead) {
  const auto& with = charges_.with();
  const auto finished = std::make_shared<std::atomic<int>>(0);
  // Page after page: what was looked at is ours with a later deadline, or somebody else's, and so
  // on no further page. A silent acquirer holds up sixteen attempts, not the whole book. Due is
  // what was due at the start: attempts that are put off for a second wait for the next round, or
  // a long silence would never let this one end.
  const Instant start = with.clock.now();
  std::string first_of_last_page;
  for (;;) {
    auto due = co_await load_due_attempts(with.db, book->id, start, with.owner, others_are_dead,
                                          rows_max);
    // The same page again: none of it can be taken over at present.
    if (due.empty() || due.front().uuid == first_of_last_page) co_return finished->load();
    first_of_last_page = due.front().uuid;
    const bool last_page = static_cast<int>(due.size()) < rows_max;
    std::vector<std::function<Task<>()>> work;
    for (auto& attempt : due) {
      work.push_back([this, book, attempt = std::move(attempt), finished] {
        return recover_one(book, attempt, finished);
      });
    }
    co_await jobs::run_crew("recovery", std::move(work), hands, run_time_max);
    if (last_page) co_return finished->load();
  }
}

// An exception ends this attempt's turn only, and is logged by the crew: its takeover gave it a new
// deadline, after which it is tried again.
Task<> Recovery::recover_one(BookPtr book, Attempt attempt,
                             std::shared_ptr<std::atomic<int>> finished) {
  const bool taken = co_await take_over(attempt);
  if (!taken) co_return;
  const bool settled = co_await finish(book, attempt);
  if (settled) {
    ++*finished;
  } else {
    co_await postpone(attempt);
  }
}

Task<bool> Recovery::take_over(Attempt& attempt) {
  const auto& with = charges_.with();
  ++attempt.fence;
  attempt.owner = with.owner;
  attempt.deadline = with.clock.now().plus_ms(takeover_life_ms);
  sql::Batch batch;
  add_history(batch, {.book_id = attempt.book_id,
                      .entity = guard_of(attempt),
                      .version = attempt.fence,
                      .at = with.clock.now(),
                      .actor = with.owner,
                      .event = "taken_over"});
  update_attempt(batch, attempt);
  jobs::Agenda::note_due(batch, attempt.book_id, attempt.deadline);
  const sql::Commit outcome = co_await with.db.commit(std::move(batch));
  co_return outcome == sql::Commit::done;
}

// The acquirer did not answer. The deadline taken at takeover covers a process that dies here; one
// that lives asks again soon, so that the books agree seconds after the acquirer is back. Somebody
// else may have taken the attempt over meanwhile: then its fence is theirs and nothing is written.
Task<> Recovery::postpone(Attempt attempt) {
  const auto& with = charges_.with();
  // Each try leaves a row in the history: an acquirer that is down for a day may not fill the disk.
  const auto doublings = std::min<std::int64_t>(attempt.fence - 1, 4);
  const std::int64_t delay_ms = std::min(retry_delay_ms << doublings, retry_delay_ms_max);
  attempt.deadline = with.clock.now().plus_ms(delay_ms);
  sql::Batch batch;
  update_attempt(batch, attempt);
  jobs::Agenda::note_due(batch, attempt.book_id, attempt.deadline);
  const sql::Commit outcome = co_await with.db.commit(std::move(batch));
  if (outcome != sql::Commit::done) log::warning("attempt.not_postponed", {{"uuid", attempt.uuid}});
}

Task<bool> Recovery::finish(BookPtr book, Attempt attempt) {
  if (attempt.phase != Phase::authorise) {
    const bool reversal = attempt.phase == Phase::reverse;
    const bool done = reversal ? co_await errands_.release(book, attempt)
                               : co_await errands_.finish(book, attempt);
    if (done) settled_counter(reversal ? "reversed" : "completed").add();
    co_return done;
  }
  auto payment = co_await load_payment(charges_.with().db, book->id, attempt.payment_id);
  check(payment.has_value(), "attempt without its payment");
  if (payment->origin == Origin::form || !attempt.claim.empty()) {
    co_return co_await complete_forward(book, *payment, attempt);
  }
  co_return co_await reverse_and_refuse(book, *payment, attempt);
}

Task<bool> Recovery::reverse_and_refuse(BookPtr book, Payment payment, Attempt attempt) {
  auto* acquirer = charges_.with().acquirers.find(attempt.draft.details.acquirer);
  if (!acquirer) co_return false;
  const auto reversal =
      co_await acquirer->reverse(attempt.uuid, attempt.uuid, limits::acquirer_deadline);
  if (reversal != acquiring::Reversal::reversed) co_return false;
  Transaction outcome = apply_refusal(attempt.draft, "PSP_537");
  const auto settled = co_await charges_.settle(book, payment, attempt, std::move(outcome),
                                                "interrupted, reversed", false);
  if (!settled) co_return false;
  settled_counter("refused").add();
  log::info("attempt.refused", {{"transaction", attempt.uuid}, {"shop", book->shop->id}});
  co_return true;
}

Task<acquiring::Outcome> Recovery::ask_again(BookPtr book, Attempt attempt) {
  const auto& with = charges_.with();
  auto* acquirer = with.acquirers.find(attempt.draft.details.acquirer);
  if (!acquirer) co_return acquiring::Unknown{"acquirer not configured"};
  const auto told = co_await acquirer->inquire(attempt.uuid, limits::acquirer_deadline);
  if (const auto* approved = std::get_if<acquiring::Approved>(&told)) co_return *approved;
  if (const auto* declined = std::get_if<acquiring::Declined>(&told)) co_return *declined;
  if (const auto* unknown = std::get_if<acquiring::Unknown>(&told)) co_return *unknown;
  // Never seen: the process died before sending. The security code died with it (design.md 1.7).
  auto pan = co_await with.vault.fetch(book->id, book->mode, attempt.draft.details.card_id);
  if (!pan) co_return acquiring::Unknown{"card purged"};
  const auto& details = attempt.draft.details;
  const CardInput card{.pan = std::move(*pan),
                       .expiry = details.expiry,
                       .security_code = std::nullopt,
                       .holder_name = details.holder_name};
  acquiring::Authorise message = make_authorise(attempt, card);
  co_return co_await acquirer->authorise(std::move(message));
}

Task<bool> Recovery::complete_forward(BookPtr book, Payment payment, Attempt attempt) {
  // Refused before anybody was asked: there is nothing to inquire.
  const bool blocked = risk::blocks(attempt.draft.details.risk);
  acquiring::Outcome answer = acquiring::Declined{};
  if (!blocked) answer = co_await ask_again(book, attempt);
  if (std::holds_alternative<acquiring::Unknown>(answer)) co_return false;
  const Instant at = book->business_time(charges_.with().clock.now());
  Transaction outcome = attempt.draft;
  bool give_back = false;
  if (blocked) {
    outcome = apply_refusal(std::move(outcome), "PSP_536");
  } else if (const auto* approved = std::get_if<acquiring::Approved>(&answer)) {
    auto accepted =
        accept(*book, payment, std::move(outcome), *approved, at, attempt.awaited);
    outcome = std::move(accepted.outcome);
    give_back = accepted.give_back;
  } else {
    outcome = apply_outcome(std::move(outcome), std::get<acquiring::Declined>(answer), at);
  }
  auto settled = co_await charges_.settle(book, payment, attempt, std::move(outcome),
                                          "completed by recovery", give_back);
  if (!settled) co_return false;
  settled_counter("completed").add();
  log::info("attempt.completed", {{"transaction", attempt.uuid}, {"shop", book->shop->id}});
  if (!settled->outbox_id.empty()) {
    co_await charges_.with().outbox.deliver_now(book, settled->outbox_id,
                                                Scheduler::Duration::zero());
  }
  co_return true;
}

}  // namespace guichet::payments
