#include "payments/errands.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "contract/error.hpp"
#include "payments/remittance_store.hpp"
#include "sql/unit.hpp"

namespace guichet::payments {

namespace {

using D = DetailedStatus;
using E = StatusEvent;

// The acquirer's deadline, and time to commit what it said before recovery may step in.
constexpr std::int64_t errand_life_ms =
    std::chrono::milliseconds(limits::acquirer_deadline).count() + 5'000;

bool remittable(const Transaction& transaction, Instant due) {
  const bool state = transaction.status == D::authorised ||
                     transaction.status == D::partially_authorised ||
                     transaction.status == D::suspended;
  return state && !transaction.pending && transaction.expected_capture_at &&
         *transaction.expected_capture_at <= due;
}

bool waits_for_authorisation(const Transaction& transaction) {
  return transaction.status == D::waiting_authorisation ||
         transaction.status == D::waiting_authorisation_to_validate;
}

Attempt make_errand(const Collaborators& with, const Transaction& about, Phase phase,
                    Errand errand) {
  const Instant now = with.clock.now();
  errand.request_id = make_uuid(with.random, now);
  return {.book_id = about.book_id,
          .uuid = about.uuid,
          .payment_id = about.payment_id,
          .phase = phase,
          .owner = with.owner,
          .deadline = now.plus_ms(errand_life_ms),
          .draft = about,
          .errand = std::move(errand)};
}

std::string_view actor_of(Phase phase) {
  return phase == Phase::deferred_authorisation ? "deferred authorisation" : "capture";
}

Refused refused_by_acquirer(const std::string& code) {
  return {"ACQ_001", code, std::string(contract::acquirer_code_text(code))};
}

/// The outcome of an errand, written on `change`.
struct Outcomes {
  Change& change;
  const Attempt& errand;
  const Transaction& before;
  Transaction& after;

  void captured() {
    after.status = D::captured;
    after.details.capture_file = errand.errand.file;
    after.details.captured_at = errand.errand.file_at;
    const bool held = before.status == D::suspended;
    change.settle(before, after, held ? E::capture_released : E::capture_batch);
  }

  /// True when the money does not go out, or not now.
  bool not_captured(const std::string& code) {
    if (before.operation == OperationType::credit && code == no_funds_to_refund_code) {
      after.status = D::refund_to_retry;
      change.settle(before, after, E::refund_postponed, code);
    } else if (code == capture_held_code) {
      if (before.status == D::suspended) {
        change.withdraw(before, after, code);
        return false;
      }
      after.status = D::suspended;
      change.settle(before, after, E::capture_held, code);
    } else {
      after.status = D::capture_failed;
      after.details.refused = refused_by_acquirer(code);
      change.settle(before, after, E::capture_rejected, code);
      change.notify(Source::batch, after);
      return true;
    }
    change.notify(Source::batch, after);
    return false;
  }

  void authorised(const acquiring::Approved& approved, Instant at) {
    auto& details = after.details;
    if (approved.granted_minor && *approved.granted_minor < after.amount.minor) {
      after.amount.minor = *approved.granted_minor;
    }
    details.full_authorisation = true;
    details.hold = errand.errand.request_id;
    details.full = {.asked = true,
                    .amount = after.amount.minor,
                    .at = at,
                    .number = approved.authorisation_number,
                    .result = approved.code};
    const bool to_validate = before.status == D::waiting_authorisation_to_validate;
    after.status = to_validate ? D::authorised_to_validate : D::authorised;
    change.settle(before, after, E::deferred_authorisation_accepted);
    tell();
  }

  void not_authorised(const std::string& code, Instant at) {
    if (!errand.errand.last_try && !refusal_is_definitive(code)) {
      change.withdraw(before, after, code);
      return;
    }
    auto& details = after.details;
    details.full_authorisation = true;
    details.full = {.asked = true, .amount = after.amount.minor, .at = at, .result = code};
    details.refused = refused_by_acquirer(code);
    after.status = D::refused;
    change.settle(before, after, E::deferred_authorisation_refused, code);
    tell();
    // A merchant who asked for it by a call is told by its answer.
    const auto rule = merchants::find_rule(errand.errand.rule);
    if (rule == merchants::Rule::batch_authorisation) change.mail_refusal(after);
  }

  void tell() {
    const auto rule = merchants::find_rule(errand.errand.rule);
    if (rule) change.notify(*rule, after);
  }
};

}  // namespace

bool refusal_is_definitive(std::string_view code) {
  constexpr std::string_view definitive[] = {"03", "04", "05", "07", "12", "13", "14", "15",
                                             "31", "33", "34", "41", "43", "54", "56", "57",
                                             "59", "63", "76", "80", "81", "82"};
  return std::find(std::begin(definitive), std::end(definitive), code) != std::end(definitive);
}

Task<std::optional<Changed>> Errands::current_state(BookPtr book, std::string uuid) {
  auto stored = co_await load_transaction(with_.db, book->id, uuid);
  if (!stored) co_return std::nullopt;
  co_return Changed{std::move(*stored), {}, false};
}

Task<std::optional<Changed>> Errands::remit(BookPtr book, std::string uuid, Remittance file,
                                            Instant due) {
  std::optional<Attempt> errand;
  Decide decide = [&](Change& change, const Transaction& current, Transaction& after) {
    errand.reset();
    if (!remittable(current, due)) return;
    const bool credit = current.operation == OperationType::credit;
    errand = make_errand(with_, current, credit ? Phase::refund : Phase::capture,
                         {.file = file.file, .file_at = file.at});
    change.intend(after, *errand);
    // A worker that slept through its lease must not fill a file that is closed.
    require_open_remittance(change.batch(), book->id, current.details.mid, file.file);
  };
  auto begun = co_await change_transaction(with_, book, uuid, "capture", std::move(decide),
                                           Scheduler::Duration::zero());
  if (!begun || !errand) co_return begun;
  co_return co_await carry_out(book, *errand, begun->transaction);
}

Task<std::optional<Changed>> Errands::authorise(BookPtr book, std::string uuid,
                                                merchants::Rule rule, bool last_try) {
  std::optional<Attempt> errand;
  Decide decide = [&](Change& change, const Transaction& current, Transaction& after) {
    errand.reset();
    if (current.pending || !waits_for_authorisation(current)) return;
    errand = make_errand(with_, current, Phase::deferred_authorisation,
                         {.last_try = last_try, .rule = std::string(merchants::name_of(rule))});
    change.intend(after, *errand);
  };
  auto begun = co_await change_transaction(with_, book, uuid, "deferred authorisation",
                                           std::move(decide), Scheduler::Duration::zero());
  if (!begun || !errand) co_return begun;
  co_return co_await carry_out(book, *errand, begun->transaction);
}

Task<std::optional<Changed>> Errands::carry_out(BookPtr book, Attempt errand,
                                                Transaction current) {
  acquiring::Outcome outcome = co_await ask(book, errand, current);
  if (const auto* unknown = std::get_if<acquiring::Unknown>(&outcome)) {
    log::warning("acquirer.unknown", {{"transaction", errand.uuid},
                                      {"errand", std::string(name_of(errand.phase))},
                                      {"reason", unknown->reason}});
    co_return co_await current_state(book, errand.uuid);
  }
  co_return co_await settle(book, errand, std::move(outcome));
}

Task<acquiring::Outcome> Errands::ask(BookPtr book, Attempt errand, Transaction current) {
  auto* acquirer = with_.acquirers.find(current.details.acquirer);
  if (!acquirer) co_return acquiring::Unknown{"acquirer not configured"};
  if (errand.phase != Phase::deferred_authorisation) {
    acquiring::Operate message{.request_id = errand.errand.request_id,
                               .original = current.hold(),
                               .transaction = current.uuid,
                               .mid = current.details.mid,
                               .money = current.amount,
                               .deadline = limits::acquirer_deadline};
    if (errand.phase == Phase::capture) {
      co_return co_await acquirer->capture(std::move(message));
    }
    co_return co_await acquirer->refund(std::move(message));
  }
  auto pan = co_await with_.vault.fetch(book->id, book->mode, current.details.card_id);
  // Purged: nobody can be asked any more, which ends the wait as "no such card" would.
  if (!pan) co_return acquiring::Declined{"14"};
  acquiring::Authorise message{.request_id = errand.errand.request_id,
                               .transaction = current.uuid,
                               .mid = current.details.mid,
                               .brand = current.details.brand,
                               .money = current.amount,
                               .mode = acquiring::AuthorisationMode::full,
                               .pan = std::move(*pan),
                               .expiry = current.details.expiry,
                               .security_code = std::nullopt,
                               .card_holder_name = current.details.holder_name,
                               .buyer_present = false,
                               .deadline = limits::acquirer_deadline};
  co_return co_await acquirer->authorise(std::move(message));
}

Task<std::optional<Changed>> Errands::settle(BookPtr book, Attempt errand,
                                             acquiring::Outcome outcome) {
  const auto attempt = [&]() -> Task<sql::Decision<std::optional<Changed>>> {
    sql::Decision<std::optional<Changed>> decision;
    const auto before = co_await load_transaction(with_.db, book->id, errand.uuid);
    const auto open = co_await load_attempt(with_.db, book->id, errand.uuid);
    check(before.has_value(), "an errand without its transaction");
    if (!open || !is_errand(open->phase) ||
        open->errand.request_id != errand.errand.request_id) {
      decision.result = Changed{*before, {}, false};  // recovery was faster
      co_return decision;
    }
    Change change(with_, book, std::string(actor_of(errand.phase)));
    Transaction after = *before;
    Outcomes outcomes{change, errand, *before, after};
    const Instant at = book->business_time(with_.clock.now());
    const auto* approved = std::get_if<acquiring::Approved>(&outcome);
    if (errand.phase == Phase::deferred_authorisation) {
      if (approved) {
        outcomes.authorised(*approved, at);
      } else {
        outcomes.not_authorised(std::get<acquiring::Declined>(outcome).code, at);
      }
    } else if (approved) {
      outcomes.captured();
    } else {
      const std::string& code = std::get<acquiring::Declined>(outcome).code;
      const bool failed = outcomes.not_captured(code);
      if (failed && before->operation == OperationType::credit) {
        co_await return_to_parent(with_, change, after, code);
      }
    }
    decision.result = Changed{after, change.outbox_id(), true};
    decision.batch = change.take();
    co_return decision;
  };
  auto settled =
      co_await sql::run_unit<std::optional<Changed>>(with_.db, "settle errand", attempt);
  co_return settled;
}

Task<> Errands::return_to_parent(const Collaborators& with, Change& change, Transaction credit,
                                 std::string reason) {
  const auto parent = co_await load_transaction(with.db, credit.book_id, credit.details.parent);
  check(parent.has_value(), "a refund without its original");
  Transaction after = *parent;
  after.details.refunded_minor -= credit.amount.minor;
  check(after.details.refunded_minor >= 0, "more returned than refunded");
  change.move(*parent, after, E::refund_returned, std::move(reason));
}

Task<bool> Errands::release(BookPtr book, Attempt duty) {
  auto* acquirer = with_.acquirers.find(duty.draft.details.acquirer);
  if (!acquirer) co_return false;
  const std::string request = duty.draft.hold();
  const auto reversal =
      co_await acquirer->reverse(request, duty.uuid, limits::acquirer_deadline);
  if (reversal != acquiring::Reversal::reversed) co_return false;
  sql::Batch batch;
  // The transaction's own history goes on with its own versions: the reversal is guarded beside it.
  add_history(batch, {.book_id = duty.book_id,
                      .entity = guard_of(duty),
                      .version = duty.fence + 1,
                      .at = with_.clock.now(),
                      .actor = with_.owner,
                      .event = "reversed"});
  remove_attempt(batch, duty.book_id, duty.uuid);
  const sql::Commit outcome = co_await with_.db.commit(std::move(batch));
  if (outcome != sql::Commit::done) co_return false;
  log::info("attempt.reversed", {{"transaction", duty.uuid}, {"shop", book->shop->id}});
  co_return true;
}

Task<bool> Errands::finish(BookPtr book, Attempt errand) {
  const auto current = co_await load_transaction(with_.db, book->id, errand.uuid);
  check(current.has_value() && current->pending, "an errand without its pending transaction");
  auto changed = co_await carry_out(book, errand, *current);
  if (!changed || changed->transaction.pending) co_return false;
  if (!changed->outbox_id.empty()) {
    co_await with_.outbox.deliver_now(book, changed->outbox_id, Scheduler::Duration::zero());
  }
  co_return true;
}

}  // namespace guichet::payments
