#include "checkout/checkout.hpp"

#include <utility>

#include "base/encoding.hpp"
#include "checkout/session_expiry.hpp"
#include "contract/decode.hpp"
#include "contract/error.hpp"
#include "payments/instalments.hpp"
#include "sql/unit.hpp"

namespace guichet::checkout {

namespace {

using contract::Refusal;

constexpr auto token_life_s = std::chrono::seconds(limits::form_token_life).count();

std::string_view code_of(TokenFault fault) {
  switch (fault) {
    case TokenFault::ill_formed:
      return "INT_885";
    case TokenFault::foreign:
      return "INT_911";
    case TokenFault::unknown:
      break;
  }
  return "INT_903";
}

/// Ends the request when the payment was made with words that the new amount would contradict.
void check_change(const SessionContext& context, std::int64_t minor) {
  const auto& payment = context.payment;
  // The price of a link stands in what the merchant was answered with, and on paper.
  if (!context.awaiting.empty()) throw Refusal("INT_051", "the price of a link stands");
  const auto document = contract::Document::restore(payment.document);
  if (!document.boolean("allowDCFAmountUpdate").value_or(true)) {
    throw Refusal("INT_051", "this payment was made with allowDCFAmountUpdate false");
  }
  const auto tax = document.integer("taxAmount");
  if (tax && *tax > minor) {
    throw Refusal("INT_868", "Invalid input value [name=updatedAmount, value=" +
                                 std::to_string(minor) + "]");
  }
  if (const auto plan = payments::read_plan(document)) {
    if (const char* code = payments::fault_in_amounts(*plan, minor)) {
      throw Refusal(code, "the instalments of this payment do not make the new amount");
    }
  }
}

}  // namespace

std::vector<std::string> brands_offered(const contract::Document& document) {
  std::vector<std::string> brands;
  const auto* methods = document.list("paymentMethods");
  if (!methods) return brands;
  for (const auto& method : *methods) {
    if (method.as_string() == "CARDS") return {};
    brands.emplace_back(method.as_string());
  }
  return brands;
}

bool wants_manual_validation(const merchants::Shop& shop, const contract::Document& document) {
  const auto wish = document.text("transactionOptions.cardOptions.manualValidation");
  return wish.empty() ? shop.manual_validation : wish == "YES";
}

payments::ChargeRequest make_charge(BookPtr book, payments::Payment payment,
                                    const contract::Document& document, payments::CardInput card,
                                    payments::Buyer buyer) {
  const std::string options = "transactionOptions.cardOptions.";
  payments::ChargeRequest charge{.book = std::move(book),
                                 .payment = std::move(payment),
                                 .card = std::move(card),
                                 .buyer = std::move(buyer)};
  const auto& shop = *charge.book->shop;
  charge.capture_delay_days = static_cast<int>(
      document.integer(options + "captureDelay").value_or(shop.capture_delay_days));
  charge.manual_validation = wants_manual_validation(shop, document);
  if (const auto source = document.text(options + "paymentSource"); !source.empty()) {
    charge.payment_source = source;
  }
  charge.mid = document.text(options + "mid");
  charge.installment_number =
      static_cast<int>(document.integer(options + "installmentNumber").value_or(0));
  charge.plan = payments::read_plan(document);
  charge.brands = brands_offered(document);
  return charge;
}

Checkout::Checkout(payments::Charges& charges, vault::Keys& keys)
    : charges_(charges), keys_(keys) {
  charges_.set_session_outcome([this](sql::Batch& batch, BookPtr book,
                                      const payments::Payment& payment,
                                      const payments::Transaction& outcome) {
    return note_outcome(batch, std::move(book), payment, outcome);
  });
}

Task<std::string> Checkout::create_token(BookPtr book, payments::Payment payment,
                                         sql::Keep<std::string> keep) {
  auto& with = charges_.with();
  const SessionContext context{.payment = std::move(payment)};
  sql::Batch batch;
  std::string token = write_token(*book, context, batch);
  if (keep) keep(batch, token);
  if (batch.empty()) co_return token;
  const sql::Commit outcome = co_await with.db.commit(std::move(batch));
  if (outcome != sql::Commit::done) throw sql::UnitFailed(outcome, "store form context");
  co_return token;
}

std::string Checkout::write_token(const merchants::Book& book, const SessionContext& context,
                                  sql::Batch& batch) {
  const std::string display = write_display(book, context.payment);
  const std::string text = write_context(context);
  if (text.size() <= limits::form_token_inline_context_bytes_max) {
    return seal_token(keys_, book, text, display);
  }
  auto& with = charges_.with();
  const std::string id = with.random.hex();
  const std::string sealed = to_base64url(
      keys_.seal(vault::Purpose::token_seal, book.mode, text, "form-context/" + id));
  add_stored_context(batch, book.id, id, sealed, book.business_time(with.clock.now()));
  return seal_token(keys_, book, write_reference(id), display);
}

Task<SessionContext> Checkout::read_token(BookPtr book, std::string token) {
  auto opened = co_await open_token(keys_, book, std::move(token));
  if (!opened) {
    throw Refusal(code_of(opened.reason()));
  }
  const std::string id = read_reference(*opened);
  if (id.empty()) co_return read_context(*opened, book->id);
  const std::string stored =
      co_await load_stored_context(charges_.with().db, book->id, id);
  const auto sealed = from_base64url(stored);
  if (stored.empty() || !sealed) throw Refusal("INT_903");
  const std::string associated = "form-context/" + id;
  const auto text = co_await keys_.open_sealed(vault::Purpose::token_seal, book->mode, *sealed,
                                               associated);
  if (!text) throw Refusal("INT_903");
  co_return read_context(text->expose(), book->id);
}

Task<Session> Checkout::load_or_new(BookPtr book, SessionContext context) {
  const auto& payment = context.payment;
  auto stored = co_await load_session(charges_.with().db, book->id, payment.id);
  if (stored) co_return std::move(*stored);
  co_return Session{.book_id = book->id,
                    .payment_id = payment.id,
                    .generation = context.generation,
                    .opened_at = book->business_time(charges_.with().clock.now()),
                    .expires_at = context.expires_at.value_or(
                        payment.created_at.plus_seconds(token_life_s))};
}

void Checkout::check_usable(const merchants::Book& book, const SessionContext& context,
                            const Session& session) const {
  const bool used_up = session.attempts_left(context.payment.attempts_max) <= 0;
  if (session.closed || (used_up && session.in_flight.empty())) throw Refusal("INT_903");
  if (context.generation < session.generation) {
    throw Refusal("INT_903", "superseded: the amount was updated");
  }
  if (book.business_time(charges_.with().clock.now()) >= session.expires_at) {
    throw Refusal("PSP_108");
  }
}

Task<Opened> Checkout::open(BookPtr book, std::string token) {
  auto context = co_await read_token(book, std::move(token));
  auto& with = charges_.with();
  // The payment of a link is there already, and so is what tells of its end.
  const bool told =
      context.awaiting.empty() && abandonment_is_told(*book, context.payment);
  const auto decide = [&]() -> Task<sql::Decision<Session>> {
    Session session = co_await load_or_new(book, context);
    check_usable(*book, context, session);
    if (session.in_flight.empty()) co_await load_waiting(book, context);
    sql::Decision<Session> decision{{}, session};
    if (session.version == 0) {
      // An abandonment is told with what was to be paid, so that must be there.
      if (told) co_await charges_.number(context.payment);
      add_session_change(decision.batch, session, with.clock.now(), with.owner, "opened");
      if (told) payments::add_payment(decision.batch, context.payment);
      decision.result = session;
    }
    co_return decision;
  };
  Session session = co_await sql::run_unit<Session>(with.db, "open session", decide);
  co_return Opened{std::move(context), std::move(session)};
}

Task<std::string> Checkout::update_amount(BookPtr book, std::string token, std::int64_t minor,
                                          std::string card_bin, sql::Keep<std::string> keep) {
  const auto context = co_await read_token(book, std::move(token));
  auto& with = charges_.with();
  check_change(context, minor);
  const std::string reason = std::to_string(context.payment.amount.minor) + " to " +
                             std::to_string(minor) + " for BIN " + card_bin;
  const auto decide = [&]() -> Task<sql::Decision<std::string>> {
    Session session = co_await load_or_new(book, context);
    check_usable(*book, context, session);
    // A price is never changed under an attempt: what the acquirer was asked is what is owed.
    if (!session.in_flight.empty()) throw Refusal("PSP_113", "an attempt is under way");
    if (session.paid_minor > 0) throw Refusal("PSP_626", "a part of the amount is paid");
    ++session.generation;
    SessionContext next = context;
    next.generation = session.generation;
    next.payment.amount.minor = minor;
    sql::Decision<std::string> decision{{}, {}};
    add_session_change(decision.batch, session, with.clock.now(), with.owner, "amount_updated",
                       reason);
    // The payment's row, once there is one, carries the amount of the order.
    payments::update_amount(decision.batch, next.payment);
    decision.result = write_token(*book, next, decision.batch);
    if (keep) keep(decision.batch, decision.result);
    co_return decision;
  };
  co_return co_await sql::run_unit<std::string>(with.db, "update amount", decide);
}

Task<Progress> Checkout::progress(BookPtr book, std::string token) {
  auto context = co_await read_token(book, std::move(token));
  Session session = co_await load_or_new(book, context);
  if (context.generation < session.generation) throw Refusal("INT_903");
  std::string latest;
  const auto made = co_await payments::load_of_payment(charges_.with().db, book->id,
                                                       context.payment.id);
  // Attempts are debits of the session's own; what came later (a refund) is not the buyer's news.
  for (const auto& transaction : made) {
    // The later instalments of a plan came with the attempt that made the first.
    const bool in_tow = transaction.details.instalments > 0 && transaction.sequence > 1;
    const bool untouched = transaction.details.pay_until.has_value();
    const bool attempt = transaction.operation == payments::OperationType::debit &&
                         transaction.details.parent.empty() && !in_tow && !untouched;
    if (attempt && transaction.uuid != session.in_flight) latest = transaction.uuid;
  }
  co_return Progress{{std::move(context), std::move(session)}, std::move(latest)};
}

Task<payments::Settled> Checkout::pay(BookPtr book, std::string token, FormPayment input) {
  auto context = co_await read_token(book, std::move(token));
  auto& with = charges_.with();
  const Session before = co_await load_or_new(book, context);
  check_usable(*book, context, before);
  const bool stored_before = before.attempts_used > 0 || !context.awaiting.empty() ||
                             abandonment_is_told(*book, context.payment);
  if (stored_before) {
    // The attempts of a payment share its daily id, which was chosen when its row was made.
    auto stored = co_await payments::load_payment(with.db, book->id, context.payment.id);
    if (stored) context.payment = std::move(*stored);
  }
  const auto document = contract::Document::restore(context.payment.document);
  auto request = make_charge(book, context.payment, document, std::move(input.card),
                             std::move(input.buyer));
  request.user_info = "JS Client";
  request.paid_minor = before.paid_minor;
  request.waiting = co_await load_waiting(book, context);
  auto charge = co_await charges_.prepare(std::move(request));

  // Commit A: the session is compared and set in the same batch as the intent, so that of two
  // clicks, or two tabs, exactly one reaches the acquirer.
  bool first_try = true;
  const auto decide = [&]() -> Task<sql::Decision<bool>> {
    if (!std::exchange(first_try, false)) co_await charges_.judge(charge);
    Session session = co_await load_or_new(book, context);
    check_usable(*book, context, session);
    const bool other_part_paid = session.paid_minor != before.paid_minor;
    if (!session.in_flight.empty() || other_part_paid) throw Refusal("PSP_113");
    session.in_flight = charge.attempt.uuid;
    ++session.attempts_used;
    charge.attempt.draft.sequence = session.attempts_used;
    if (charge.waiting) charge.waiting = co_await load_waiting(book, context);
    sql::Decision<bool> decision{{}, true};
    add_session_change(decision.batch, session, with.clock.now(), with.owner, "attempt");
    charges_.add_intent(decision.batch, charge);
    co_return decision;
  };
  co_await sql::run_unit<bool>(with.db, "intend form payment", decide);
  auto settled = co_await charges_.carry_out(std::move(charge));
  const auto& made = settled.transaction;
  if (made.details.split && made.status == payments::DetailedStatus::refused) {
    // Perhaps the last refusal; the buyer need not wait for what is given back.
    spawn(Scheduler::current(), "checkout.release", release_parts(book, made.payment_id));
  }
  co_return settled;
}

Task<bool> Checkout::note_outcome(sql::Batch& batch, BookPtr book, payments::Payment payment,
                                  payments::Transaction outcome) {
  auto& with = charges_.with();
  auto session = co_await load_session(with.db, payment.book_id, payment.id);
  check(session.has_value(), "form attempt without its session");
  session->in_flight.clear();
  std::string event = "attempt_refused";
  if (outcome.status != payments::DetailedStatus::refused) {
    session->paid_minor += outcome.amount.minor;
    const bool whole =
        outcome.details.instalments > 0 || session->paid_minor >= payment.amount.minor;
    session->closed = whole;
    event = whole ? "attempt_accepted" : "part_accepted";
    if (!whole) {
      // The rest has attempts of its own. The end of the session gives the part back.
      session->attempts_before = session->attempts_used;
    }
  } else if (session->attempts_left(payment.attempts_max) <= 0) {
    if (session->paid_minor > 0) co_await give_back_parts(batch, book, *session);
    // A part whose capture is under way is given back at the end of the session.
    session->closed = session->paid_minor == 0;
  }
  add_session_change(batch, *session, with.clock.now(), with.owner, std::move(event));
  // Of a split payment the merchant hears once, at its end (spec/status-machine.md 14).
  const bool mid_way = !session->closed && session->paid_minor > 0;
  co_return !mid_way;
}

}  // namespace guichet::checkout
