#include "checkout/checkout.hpp"
#include "contract/error.hpp"
#include "payments/change.hpp"
#include "sql/unit.hpp"

namespace guichet::checkout {

namespace {

using contract::Refusal;
using payments::DetailedStatus;
using payments::StatusEvent;
using payments::Transaction;

bool waits(const Transaction& transaction) {
  return transaction.status == DetailedStatus::waiting_for_payment;
}

Transaction make_waiting(const merchants::Book& book, const Link& link) {
  Transaction waiting{.book_id = link.book_id,
                      .uuid = link.uuid,
                      .payment_id = link.payment_id,
                      .order_id = link.order_id,
                      .status = DetailedStatus::waiting_for_payment,
                      .amount = link.amount,
                      .created_at = link.created_at};
  auto& details = waiting.details;
  details.pay_until = link.expires_at;
  const auto request = contract::Document::restore(link.document);
  details.manual_validation = wants_manual_validation(*book.shop, request);
  const auto source = request.text("transactionOptions.cardOptions.paymentSource");
  if (!source.empty()) details.payment_source = source;
  return waiting;
}

}  // namespace

Task<Link> Checkout::create_link(BookPtr book, payments::Payment payment, std::string method,
                                 std::int64_t seconds, sql::Keep<Link> keep) {
  auto& with = charges_.with();
  payment.origin = payments::Origin::form;
  payment.attempts_max = 1;  // a refusal ends it: the merchant follows one transaction
  co_await charges_.number(payment);
  Link link{.book_id = book->id,
            .uuid = make_uuid(with.random, with.clock.now()),
            .payment_id = payment.id,
            .code = make_link_code(with.random),
            .method = std::move(method),
            .order_id = payment.order_id,
            .amount = payment.amount,
            .created_at = payment.created_at,
            .expires_at = payment.created_at.plus_seconds(seconds),
            .document = payment.document};
  payments::Change change(with, book, with.owner);
  Transaction waiting = make_waiting(*book, link);
  change.create(waiting, StatusEvent::payment_awaited);
  payments::add_payment(change.batch(), payment);
  const SessionContext context{.payment = std::move(payment),
                               .awaiting = link.uuid,
                               .expires_at = link.expires_at};
  link.token = write_token(*book, context, change.batch());
  add_link(change.batch(), link);
  if (keep) keep(change.batch(), link);
  const sql::Commit outcome = co_await with.db.commit(change.take());
  if (outcome != sql::Commit::done) throw sql::UnitFailed(outcome, "create link");
  co_return link;
}

Task<std::optional<Transaction>> Checkout::load_waiting(BookPtr book, SessionContext context) {
  if (context.awaiting.empty()) co_return std::nullopt;
  auto stored =
      co_await payments::load_transaction(charges_.with().db, book->id, context.awaiting);
  if (!stored || !waits(*stored)) throw Refusal("INT_903", "the link is over");
  if (stored->pending) throw Refusal("PSP_113");
  co_return stored;
}

Task<bool> Checkout::abandon_link(BookPtr book, Link link) {
  struct Outcome {
    bool abandoned = false;
    std::string outbox_id;
  };
  auto& with = charges_.with();
  const auto decide = [&]() -> Task<sql::Decision<Outcome>> {
    sql::Decision<Outcome> decision;
    const auto current = co_await payments::load_transaction(with.db, book->id, link.uuid);
    if (!current || !waits(*current) || current->pending) co_return decision;
    auto session = co_await load_session(with.db, book->id, link.payment_id);
    payments::Change change(with, book, "buyer");
    Transaction after = *current;
    after.status = DetailedStatus::cancelled;
    change.move(*current, after, StatusEvent::partner_abandoned);
    change.notify(payments::Source::batch, after);
    if (session) {
      session->closed = true;
      add_session_change(change.batch(), *session, with.clock.now(), with.owner, "abandoned");
    }
    decision.result = {true, change.outbox_id()};
    decision.batch = change.take();
    co_return decision;
  };
  const Outcome outcome = co_await sql::run_unit<Outcome>(with.db, "abandon link", decide);
  if (!outcome.outbox_id.empty()) {
    co_await with.outbox.deliver_now(book, outcome.outbox_id, Scheduler::Duration::zero());
  }
  co_return outcome.abandoned;
}

}  // namespace guichet::checkout
