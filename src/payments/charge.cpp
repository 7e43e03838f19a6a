#include "payments/charge.hpp"

#include <utility>

#include "base/log.hpp"
#include "contract/decode.hpp"
#include "contract/error.hpp"
#include "jobs/agenda.hpp"
#include "payments/change.hpp"
#include "payments/charge_draft.hpp"
#include "payments/purge.hpp"
#include "payments/schedule.hpp"
#include "sql/unit.hpp"

namespace guichet::payments {

namespace {

// The acquirer's own deadline, and time to commit what it said before anybody may step in.
constexpr std::int64_t attempt_life_ms =
    std::chrono::milliseconds(limits::acquirer_deadline).count() + 5'000;

// Of the shop option that refuses a second payment of an order (PSP_113): an order rarely has more.
constexpr int duplicates_looked_at_max = 100;

std::string ipn_target_url_of(const Payment& payment) {
  return std::string(contract::Document::restore(payment.document).text("ipnTargetUrl"));
}

notifications::Event notification_of(const Payment& payment, const Transaction& outcome) {
  // A call answered at once is its own notification: only the rule "operation by web service"
  // may ask for one, and ipnTargetUrl changes nothing (spec/README.md rule 7).
  const bool form = payment.origin == Origin::form;
  return {.payment_id = payment.id,
          .transaction = outcome.uuid,
          .rule = form ? notifications::Rule::end_of_payment : notifications::Rule::web_service,
          .url_override = form ? ipn_target_url_of(payment) : std::string(),
          .first = outcome.sequence == 1 && outcome.version == 1};
}

risk::ControlMode control_mode_of(const merchants::Book& book) {
  return risk::find_control_mode(book.shop->options.grey_list).value_or(risk::ControlMode::off);
}

StatusEvent creation_event(const Transaction& outcome) {
  return outcome.status == DetailedStatus::refused ? StatusEvent::charge_refused
                                                   : StatusEvent::charge_accepted;
}

}  // namespace

Task<> Charges::refuse_duplicate(BookPtr book, Payment payment, std::int64_t minor) {
  if (!book->shop->options.refuse_duplicates || payment.order_id.empty()) co_return;
  const auto known = co_await load_of_order(with_.db, book->id, payment.order_id,
                                            OperationType::debit, duplicates_looked_at_max);
  for (const auto& transaction : known) {
    const Status status = simplified(transaction.status);
    const bool stands = (status == Status::paid || status == Status::running) &&
                        transaction.status != DetailedStatus::waiting_for_payment;
    if (stands && transaction.payment_id != payment.id && transaction.amount.minor == minor &&
        transaction.amount.currency == payment.amount.currency) {
      throw contract::Refusal("PSP_113");
    }
  }
}

Task<> Charges::number(Payment& payment) {
  if (!payment.legacy_trans_id.empty()) co_return;
  payment.legacy_trans_id =
      co_await legacy_ids_.next(payment.book_id, payment.origin, payment.created_at);
}

Task<bool> Charges::judge(PreparedCharge& charge) {
  if (!charge.unjudged) co_return false;
  auto failed = co_await risk::judge(with_.db, charge.book->id, control_mode_of(*charge.book),
                                     *charge.unjudged);
  if (failed.empty()) co_return false;
  charge.unjudged.reset();
  charge.attempt.draft.details.risk = std::move(failed);
  co_return true;
}

Task<PreparedCharge> Charges::prepare(ChargeRequest request) {
  const Instant wall = with_.clock.now();
  const Instant now = request.book->business_time(wall);
  const SelectionQuery query{.card = request.card,
                             .amount = request.payment.amount,
                             .mid = request.mid,
                             .brands = request.brands,
                             .security_code_expected = request.payment_source == "EC" &&
                                                       !request.merchant_initiated,
                             .business_now = now};
  Selection selection = select_contract(*request.book, with_.acquirers, query);
  const Terms terms = terms_of(request, selection.brand, now);
  co_await refuse_duplicate(request.book, request.payment, terms.minor);
  auto suspect = suspect_of(
      request, with_.vault.id_of(request.book->id, request.book->mode, request.card.pan));
  co_await number(request.payment);
  const std::string uuid =
      request.waiting ? request.waiting->uuid : make_uuid(with_.random, wall);
  Transaction draft{.book_id = request.book->id,
                    .uuid = uuid,
                    .payment_id = request.payment.id,
                    .order_id = request.payment.order_id,
                    .amount = {terms.minor, request.payment.amount.currency},
                    .sequence = request.sequence,
                    .created_at = request.waiting ? request.waiting->created_at : now,
                    .expected_capture_at = terms.capture_at,
                    .details = draft_details(request, selection, terms)};
  Attempt attempt{.book_id = request.book->id,
                  .uuid = uuid,
                  .payment_id = request.payment.id,
                  .owner = with_.owner,
                  .deadline = wall.plus_ms(attempt_life_ms),
                  .draft = std::move(draft),
                  .claim = request.claim ? request.claim->key : std::string(),
                  .awaited = request.waiting.has_value()};
  co_return PreparedCharge{.book = std::move(request.book),
                           .payment = std::move(request.payment),
                           .attempt = std::move(attempt),
                           .card = std::move(request.card),
                           .selection = std::move(selection),
                           .claim = std::move(request.claim),
                           .waiting = std::move(request.waiting),
                           .unjudged = std::move(suspect)};
}

void Charges::add_intent(sql::Batch& batch, PreparedCharge& charge) {
  Attempt& attempt = charge.attempt;
  if (charge.unjudged) {
    risk::add_clean_guard(batch, charge.book->id, control_mode_of(*charge.book), *charge.unjudged);
  }
  if (charge.claim) idempotency::add_claim(batch, *charge.claim);
  attempt.draft.details.card_id =
      with_.vault.keep(batch, charge.book->id, charge.book->mode, charge.card.pan,
                       card_needed_until(*charge.book, attempt.draft));
  add_payment(batch, charge.payment);
  if (charge.waiting) {
    // Both write one history, so the fence begins where the transaction stands.
    attempt.fence = charge.waiting->version + 1;
    Change change(with_, charge.book, with_.owner);
    change.intend(*charge.waiting, attempt);
    batch.append(change.take());
    return;
  }
  add_attempt(batch, attempt);
  jobs::Agenda::note_due(batch, charge.book->id, attempt.deadline);
}

Task<Settled> Charges::carry_out(PreparedCharge charge) {
  auto& attempt = charge.attempt;
  // A process that slept between commit A and here no longer owns the attempt: whoever recovers
  // it may already have told the acquirer to refuse it, so nothing is sent.
  const bool late = with_.clock.now() >= attempt.deadline;
  const bool blocked = risk::blocks(attempt.draft.details.risk);
  acquiring::Outcome answer = acquiring::Unknown{"attempt past its deadline"};
  if (!late && !blocked) {
    acquiring::Authorise message = make_authorise(attempt, charge.card);
    answer = co_await charge.selection.acquirer->authorise(std::move(message));
  }
  charge.card.security_code.reset();

  const Instant at = charge.book->business_time(with_.clock.now());
  Transaction outcome = std::move(attempt.draft);
  std::string reason;
  bool give_back = false;
  if (blocked) {
    outcome = apply_refusal(std::move(outcome), "PSP_536");
    reason = "blocked by a risk control";
  } else if (const auto* approved = std::get_if<acquiring::Approved>(&answer)) {
    auto accepted = accept(*charge.book, charge.payment, std::move(outcome), *approved, at,
                           attempt.awaited);
    outcome = std::move(accepted.outcome);
    give_back = accepted.give_back;
  } else if (const auto* declined = std::get_if<acquiring::Declined>(&answer)) {
    outcome = apply_outcome(std::move(outcome), *declined, at);
    reason = declined->code;
  } else {
    reason = std::get<acquiring::Unknown>(answer).reason;
    log::warning("acquirer.unknown", {{"transaction", attempt.uuid}, {"reason", reason}});
    outcome = apply_refusal(std::move(outcome), "PSP_677");
    give_back = true;
  }
  const std::string uuid = attempt.uuid;
  auto settled = co_await settle(charge.book, charge.payment, std::move(attempt),
                                 std::move(outcome), std::move(reason), give_back);
  if (settled) co_return std::move(*settled);
  co_return co_await wait_for_other(charge.book, charge.payment, uuid);
}

Task<std::optional<Settled>> Charges::settle(BookPtr book, Payment payment, Attempt attempt,
                                             Transaction outcome, std::string reason,
                                             bool give_back) {
  outcome.version = attempt.fence + 1;
  bool first_try = true;
  std::vector<Transaction> later;
  if (outcome.details.instalments > 1) {
    later = later_instalments(payment, outcome, with_.random, with_.clock.now());
  }
  // A buyer whose first instalment is refused hears of that one only.
  const bool tell_later = outcome.status != DetailedStatus::refused;
  const std::vector<Transaction> none;
  const auto decide = [&]() -> Task<sql::Decision<std::optional<std::string>>> {
    sql::Decision<std::optional<std::string>> decision{{}, std::nullopt};
    if (!first_try) {
      const auto current = co_await load_attempt(with_.db, attempt.book_id, attempt.uuid);
      const bool mine = current && current->fence == attempt.fence &&
                        current->owner == attempt.owner && current->phase == attempt.phase;
      if (!mine) co_return decision;
    }
    first_try = false;
    sql::Batch& batch = decision.batch;
    if (attempt.awaited) {
      add_answer_awaited(batch, book, attempt, outcome, reason);
    } else {
      add_creation(batch, *book, outcome, reason);
    }
    for (const auto& instalment : later) {
      add_creation(batch, *book, instalment, {});
      vault::Vault::keep_longer(batch, book->id, instalment.details.card_id,
                                card_needed_until(*book, instalment));
    }
    if (give_back) {
      Attempt left = attempt;
      left.phase = Phase::reverse;
      left.deadline = with_.clock.now();
      update_attempt(batch, left);
      jobs::Agenda::note_due(batch, book->id, left.deadline);
    } else {
      remove_attempt(batch, book->id, attempt.uuid);
    }
    bool told = true;
    if (payment.origin == Origin::form && session_outcome_) {
      told = co_await session_outcome_(batch, book, payment, outcome);
    }
    decision.result.emplace();
    if (told) {
      decision.result = with_.outbox.enqueue(batch, *book, notification_of(payment, outcome));
    }
    if (!attempt.claim.empty()) {
      co_await keep_answer(batch, book, payment, outcome, tell_later ? later : none,
                           attempt.claim);
    }
    co_return decision;
  };
  auto outbox_id =
      co_await sql::run_unit<std::optional<std::string>>(with_.db, "settle attempt", decide);
  if (!outbox_id) co_return std::nullopt;
  if (!tell_later) later.clear();
  co_return Settled{std::move(payment), std::move(outcome), std::move(*outbox_id),
                    std::move(later)};
}

void Charges::add_creation(sql::Batch& batch, const merchants::Book& book,
                           const Transaction& made, std::string reason) {
  const StatusEvent event = creation_event(made);
  check(allowed(std::nullopt, event, made.status), "transition not in the table");
  add_history(batch, {.book_id = book.id,
                      .entity = made.uuid,
                      .version = made.version,
                      .at = with_.clock.now(),
                      .actor = with_.owner,
                      .event = std::string(name_of(event)),
                      .to_status = std::string(name_of(made.status)),
                      .reason = std::move(reason)});
  add_transaction(batch, made);
  // The attempt's own slot brings the book up (schedule.hpp).
  add_due(batch, book, made, with_.clock.now(), false);
}

Task<> Charges::keep_answer(sql::Batch& batch, BookPtr book, const Payment& payment,
                            const Transaction& outcome, std::span<const Transaction> later,
                            std::string claim) {
  const auto record = co_await idempotency::find(with_.db, book->id, std::move(claim));
  if (!record || !answer_writer_) co_return;
  idempotency::add_answer(batch, book->id, record->claim.key,
                          answer_writer_(*book, payment, outcome, later, record->claim));
}

Task<Settled> Charges::wait_for_other(BookPtr book, Payment payment, std::string uuid) {
  // Recovery owns the attempt: its outcome is the truth, and it is seconds away at most.
  for (int tries = 0; tries < 100; ++tries) {
    auto stored = co_await load_transaction(with_.db, book->id, uuid);
    if (stored && stored->status != DetailedStatus::waiting_for_payment) {
      Settled settled{std::move(payment), std::move(*stored), {}, {}};
      const auto& made = settled.transaction;
      if (made.details.instalments > 1 && made.status != DetailedStatus::refused) {
        auto all = co_await load_of_payment(with_.db, book->id, made.payment_id);
        std::erase_if(all, [&](const auto& one) { return one.uuid == made.uuid; });
        settled.later = std::move(all);
      }
      co_return settled;
    }
    co_await sleep_for(std::chrono::milliseconds(100));
  }
  throw contract::Refusal("PSP_679", {}, {}, "attempt taken over and not settled: " + uuid);
}

Task<Settled> Charges::charge(ChargeRequest request) {
  PreparedCharge prepared = co_await prepare(std::move(request));
  bool first_try = true;
  const auto decide = [&]() -> Task<sql::Decision<bool>> {
    if (!std::exchange(first_try, false)) {
      const bool listed = co_await judge(prepared);
      // Somebody else has the Idempotency-Key, and keeps it.
      if (!listed) throw sql::UnitFailed(sql::Commit::conflict, "intend charge");
    }
    sql::Decision<bool> decision{{}, true};
    add_intent(decision.batch, prepared);
    co_return decision;
  };
  co_await sql::run_unit<bool>(with_.db, "intend charge", decide);
  co_return co_await carry_out(std::move(prepared));
}

}  // namespace guichet::payments
