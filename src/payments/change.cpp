#include "payments/change.hpp"

#include "jobs/agenda.hpp"
#include "payments/purge.hpp"
#include "payments/refusal_mail.hpp"
#include "payments/remittance_store.hpp"
#include "payments/schedule.hpp"
#include "sql/unit.hpp"

namespace guichet::payments {

namespace {

constexpr auto pending_look = std::chrono::milliseconds(50);

// The acquirer's deadline, and time to commit what it said.
constexpr std::int64_t release_life_ms =
    std::chrono::milliseconds(limits::acquirer_deadline).count() + 5'000;

std::string text_of(DetailedStatus status) { return std::string(name_of(status)); }

}  // namespace

merchants::Rule rule_of(Source source) {
  switch (source) {
    case Source::web_service: return merchants::Rule::web_service;
    case Source::back_office: return merchants::Rule::back_office;
    case Source::batch_authorisation: return merchants::Rule::batch_authorisation;
    case Source::batch: return merchants::Rule::batch_change;
  }
  check_failed("unnamed source", std::source_location::current());
}

Change::Change(const Collaborators& with, BookPtr book, std::string actor)
    : with_(with), book_(std::move(book)), actor_(std::move(actor)) {}

void Change::write_history(const Transaction& before, const Transaction& after, std::string event,
                           std::string reason) {
  add_history(batch_, {.book_id = book_->id,
                       .entity = after.uuid,
                       .version = after.version,
                       .at = with_.clock.now(),
                       .actor = actor_,
                       .event = std::move(event),
                       .from_status = text_of(before.status),
                       .to_status = text_of(after.status),
                       .reason = std::move(reason)});
}

void Change::replace(const Transaction& before, Transaction& after, StatusEvent event,
                     std::string reason) {
  check(before.uuid == after.uuid && before.book_id == book_->id, "another transaction changed");
  check(allowed(before.status, event, after.status), "transition not in the table");
  after.version = before.version + 1;
  after.pending = false;
  write_history(before, after, std::string(name_of(event)), std::move(reason));
  update_transaction(batch_, after);
  if (before.status != DetailedStatus::captured && after.status == DetailedStatus::captured) {
    add_remittance_line(batch_, after);
  }
  note_what_follows(after);
}

// What the transaction waits for now, and the card that this may need.
void Change::note_what_follows(const Transaction& after) {
  add_due(batch_, *book_, after, with_.clock.now(), true);
  if (simplified(after.status) == Status::unpaid || after.details.card_id.empty()) return;
  vault::Vault::keep_longer(batch_, book_->id, after.details.card_id,
                            card_needed_until(*book_, after));
}

void Change::move(const Transaction& before, Transaction& after, StatusEvent event,
                  std::string reason) {
  check(!before.pending, "a transaction with an open errand was moved");
  replace(before, after, event, std::move(reason));
}

void Change::create(Transaction& fresh, StatusEvent event, std::string reason) {
  check(allowed(std::nullopt, event, fresh.status), "transition not in the table");
  fresh.version = 1;
  add_history(batch_, {.book_id = book_->id,
                       .entity = fresh.uuid,
                       .version = fresh.version,
                       .at = with_.clock.now(),
                       .actor = actor_,
                       .event = std::string(name_of(event)),
                       .to_status = text_of(fresh.status),
                       .reason = std::move(reason)});
  add_transaction(batch_, fresh);
  note_what_follows(fresh);
}

void Change::intend(Transaction& current, Attempt errand) {
  check(!current.pending, "a second errand for a transaction");
  check(errand.uuid == current.uuid, "errand of another transaction");
  check(is_errand(errand.phase) || errand.awaited, "not an errand");
  const Transaction before = current;
  ++current.version;
  current.pending = true;
  write_history(before, current, asked_event(errand.phase), errand.errand.request_id);
  update_transaction(batch_, current);
  add_attempt(batch_, errand);
  jobs::Agenda::note_due(batch_, book_->id, errand.deadline);
}

void Change::settle(const Transaction& before, Transaction& after, StatusEvent event,
                    std::string reason) {
  check(before.pending, "an errand of a transaction that has none was settled");
  replace(before, after, event, std::move(reason));
  remove_attempt(batch_, book_->id, after.uuid);
}

void Change::answer_awaited(const Transaction& before, Transaction& after, std::string reason) {
  check(before.pending, "a charge that nobody awaits");
  replace(before, after, StatusEvent::partner_answered, std::move(reason));
}

void Change::withdraw(const Transaction& before, Transaction& after, std::string reason) {
  check(before.pending && before.status == after.status, "nothing to withdraw");
  after.version = before.version + 1;
  after.pending = false;
  write_history(before, after, "errand_withdrawn", std::move(reason));
  update_transaction(batch_, after);
  remove_attempt(batch_, book_->id, after.uuid);
  note_what_follows(after);
}

Attempt Change::give_back(const Transaction& cancelled) {
  // Due a little later than now: whoever commits this tries first, recovery comes if it died.
  Attempt duty{.book_id = book_->id,
               .uuid = cancelled.uuid,
               .payment_id = cancelled.payment_id,
               .phase = Phase::reverse,
               .owner = with_.owner,
               .deadline = with_.clock.now().plus_ms(release_life_ms),
               .draft = cancelled};
  add_attempt(batch_, duty);
  jobs::Agenda::note_due(batch_, book_->id, duty.deadline);
  return duty;
}

void Change::notify(merchants::Rule rule, const Transaction& about) {
  auto id = with_.outbox.enqueue(
      batch_, *book_,
      {.payment_id = about.payment_id, .transaction = about.uuid, .rule = rule});
  if (!id.empty()) outbox_id_ = std::move(id);
}

void Change::mail_refusal(const Transaction& refused) {
  if (book_->shop->options.refusal_mails.empty()) return;
  with_.outbox.enqueue_mail(batch_, *book_, refusal_mail(*book_, refused));
}

Task<std::optional<Transaction>> load_at_rest(const Collaborators& with, BookPtr book,
                                              std::string uuid, Scheduler::Duration wait) {
  const auto wait_ms = std::chrono::duration_cast<std::chrono::milliseconds>(wait).count();
  const Instant end = with.clock.now().plus_ms(wait_ms);
  auto current = co_await load_transaction(with.db, book->id, uuid);
  while (current && current->pending && with.clock.now() < end) {
    co_await sleep_for(pending_look);
    current = co_await load_transaction(with.db, book->id, uuid);
  }
  co_return current;
}

Task<std::optional<Changed>> change_transaction(const Collaborators& with, BookPtr book,
                                                std::string uuid, std::string actor,
                                                Decide decide, Scheduler::Duration pending_wait) {
  const auto attempt = [&]() -> Task<sql::Decision<std::optional<Changed>>> {
    sql::Decision<std::optional<Changed>> decision;
    const auto current = co_await load_at_rest(with, book, uuid, pending_wait);
    if (!current) co_return decision;
    Change change(with, book, actor);
    Transaction after = *current;
    decide(change, *current, after);
    decision.result = Changed{std::move(after), change.outbox_id(), !change.empty()};
    decision.batch = change.take();
    co_return decision;
  };
  auto changed =
      co_await sql::run_unit<std::optional<Changed>>(with.db, "change transaction", attempt);
  co_return changed;
}

}  // namespace guichet::payments
