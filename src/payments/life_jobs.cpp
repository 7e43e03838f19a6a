#include "payments/life_jobs.hpp"

#include <memory>

#include "base/log.hpp"
#include "jobs/crew.hpp"
#include "payments/schedule.hpp"
#include "payments/store.hpp"
#include "sql/unit.hpp"

namespace guichet::payments {

namespace {

using D = DetailedStatus;
using jobs::Job;

constexpr std::size_t hands = 16;
constexpr auto page_time_max = std::chrono::seconds(10);
/// Notifications carry the date of the job, so a move of the clock waits for them a little.
constexpr auto notification_wait_max = std::chrono::seconds(5);

/// What one run of a job shares among its hands.
struct Page {
  Instant now;      // business time
  Instant stop_at;  // wall time
  std::vector<jobs::Due> done;
};

}  // namespace

void LifeJobs::connect(jobs::Calendar& calendar) {
  connect(calendar, Job::deferred_authorisation,
          [this](BookPtr book, Transaction due, Instant now) { return authorise(book, due, now); });
  connect(calendar, Job::expiry,
          [this](BookPtr book, Transaction due, Instant now) { return expire(book, due, now); });
  connect(calendar, Job::refund_retry, [this](BookPtr book, Transaction due, Instant now) {
    return retry_refund(book, due, now);
  });
  connect(calendar, Job::async_poll,
          [this](BookPtr book, Transaction due, Instant now) { return poll(book, due, now); });
}

void LifeJobs::connect(jobs::Calendar& calendar, Job job, Work work) {
  calendar.set_handler(job, [this, job, work = std::move(work)](std::int64_t book_id,
                                                                std::vector<jobs::Due> rows) {
    return run(job, work, book_id, std::move(rows));
  });
}

// The row of a transaction that this job is not what it waits for is done with: its present state
// brought a row of its own. So is the row of one that the job has moved, or asked for; only what
// somebody else is at is left, and looked at again in seconds.
Task<int> LifeJobs::run(Job job, Work work, std::int64_t book_id, std::vector<jobs::Due> rows) {
  const auto book = with_.directory.find(book_id);
  if (!book) co_return 0;
  auto page = std::make_shared<Page>();
  page->now = book->business_time(with_.clock.now());
  page->stop_at = with_.clock.now().plus_ms(std::chrono::milliseconds(page_time_max).count());
  const auto one = [this, book, page, job, &work](jobs::Due row) -> Task<> {
    if (with_.clock.now() >= page->stop_at) co_return;
    auto transaction = co_await load_transaction(with_.db, book->id, row.entity);
    if (transaction && transaction->pending) co_return;
    if (transaction && is_due(*book, *transaction, job, page->now)) {
      const auto outbox_id = co_await work(book, std::move(*transaction), page->now);
      if (!outbox_id) co_return;
      if (!outbox_id->empty()) {
        co_await with_.outbox.deliver_now(book, *outbox_id, notification_wait_max);
      }
    }
    page->done.push_back(std::move(row));
  };
  std::vector<std::function<Task<>()>> crew;
  for (auto& row : rows) crew.push_back([&one, row = std::move(row)] { return one(row); });
  // No hand outlives this call: each ends within the acquirer's deadline, and stops at stop_at.
  co_await jobs::run_crew(std::string(name_of(job)), std::move(crew), hands,
                          std::chrono::hours(1));
  if (page->done.empty()) co_return 0;
  sql::Batch batch;
  for (const auto& row : page->done) jobs::Calendar::remove(batch, book_id, row);
  const sql::Commit outcome = co_await with_.db.commit(std::move(batch));
  co_return outcome == sql::Commit::done ? static_cast<int>(page->done.size()) : 0;
}

Task<LifeJobs::Told> LifeJobs::authorise(BookPtr book, Transaction due, Instant now) {
  const bool last = authorisation_day_reached(*book, due, now);
  auto changed = co_await errands_.authorise(book, due.uuid, merchants::Rule::batch_authorisation,
                                             last);
  co_return changed ? changed->outbox_id : std::string();
}

Task<LifeJobs::Told> LifeJobs::expire(BookPtr book, Transaction due, Instant now) {
  std::optional<Attempt> duty;
  const auto decide = [&]() -> Task<sql::Decision<Told>> {
    sql::Decision<Told> decision;
    duty.reset();
    const auto current = co_await load_transaction(with_.db, book->id, due.uuid);
    // Somebody is at it: its row is needed again, and nobody would write it a second time.
    if (current && current->pending) co_return decision;
    decision.result.emplace();
    if (!current || !is_due(*book, *current, Job::expiry, now)) co_return decision;
    Transaction after = *current;
    after.status = D::expired;
    Change change(with_, book, "expiry");
    const bool unpaid = current->status == D::waiting_for_payment || current->status == D::initial;
    change.move(*current, after,
                unpaid ? StatusEvent::partner_silent : StatusEvent::validity_over);
    const bool credit = current->operation == OperationType::credit;
    if (credit) co_await Errands::return_to_parent(with_, change, after, "expired");
    if (!credit && current->details.full.asked) duty = change.give_back(after);
    change.notify(Source::batch, after);
    decision.result = change.outbox_id();
    decision.batch = change.take();
    co_return decision;
  };
  auto outbox_id = co_await sql::run_unit<Told>(with_.db, "expire", decide);
  if (duty) co_await errands_.release(book, *duty);
  co_return outbox_id;
}

Task<LifeJobs::Told> LifeJobs::retry_refund(BookPtr book, Transaction due, Instant now) {
  const bool give_up = now >= due.created_at.plus_days(refund_retry_days_max);
  const auto decide = [&]() -> Task<sql::Decision<std::string>> {
    sql::Decision<std::string> decision;
    const auto current = co_await load_transaction(with_.db, book->id, due.uuid);
    if (!current || current->pending || current->version != due.version) co_return decision;
    Transaction after = *current;
    Change change(with_, book, "refund retry");
    if (give_up) {
      after.status = D::refused;
      after.details.refused = {"PSP_042", {}, {}};
      change.move(*current, after, StatusEvent::refund_given_up);
      co_await Errands::return_to_parent(with_, change, after, "given up");
      change.notify(Source::batch, after);
    } else {
      after.status = D::authorised;
      change.move(*current, after, StatusEvent::refund_retried);
    }
    decision.result = change.outbox_id();
    decision.batch = change.take();
    co_return decision;
  };
  auto outbox_id = co_await sql::run_unit<std::string>(with_.db, "retry refund", decide);
  co_return outbox_id;
}

Task<LifeJobs::Told> LifeJobs::poll(BookPtr book, Transaction due, Instant now) {
  auto* acquirer = with_.acquirers.find(due.details.acquirer);
  acquiring::Inquiry told = acquiring::Unknown{"acquirer not configured"};
  if (acquirer) told = co_await acquirer->inquire(due.hold(), limits::acquirer_deadline);
  const bool verified = due.status == D::under_verification;
  const bool late = !verified && now >= validity_end(*book, due);
  Decide decide = [&](Change& change, const Transaction& current, Transaction& after) {
    if (current.pending || current.version != due.version) return;
    const auto* approved = std::get_if<acquiring::Approved>(&told);
    const auto* declined = std::get_if<acquiring::Declined>(&told);
    if (approved) {
      after.status = D::authorised;
      after.details.full = {.asked = true,
                            .amount = after.amount.minor,
                            .at = now,
                            .number = approved->authorisation_number,
                            .result = approved->code};
    } else if (declined) {
      after.status = D::refused;
      after.details.refused = {"ACQ_001", declined->code, {}};
    } else if (late) {
      after.status = D::expired;
      change.move(current, after, StatusEvent::partner_silent);
      change.notify(Source::batch, after);
      return;
    } else {
      // Nothing is known yet: the same question later.
      add_due(change.batch(), *book, current, with_.clock.now(), false);
      return;
    }
    change.move(current, after, verified ? StatusEvent::polled : StatusEvent::partner_answered);
    change.notify(Source::batch, after);
  };
  auto changed = co_await change_transaction(with_, book, due.uuid, "async poll",
                                             std::move(decide), Scheduler::Duration::zero());
  co_return changed ? changed->outbox_id : std::string();
}

}  // namespace guichet::payments
