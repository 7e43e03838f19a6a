#include "checkout/checkout.hpp"
#include "payments/errands.hpp"
#include "sql/unit.hpp"

namespace guichet::checkout {

namespace {

using payments::DetailedStatus;
using payments::Transaction;

bool cancellable(const Transaction& part) {
  using payments::StatusEvent;
  return !part.pending &&
         payments::allowed(part.status, StatusEvent::cancelled, DetailedStatus::cancelled);
}

/// Still holds money of the buyer that an unpaid order must not keep.
bool stands(const Transaction& part) {
  const auto simple = payments::simplified(part.status);
  return part.operation == payments::OperationType::debit && part.details.split &&
         (simple == payments::Status::paid || simple == payments::Status::running);
}

}  // namespace

Task<> Checkout::give_back_parts(sql::Batch& batch, BookPtr book, Session& session) {
  auto& with = charges_.with();
  const auto all = co_await payments::load_of_payment(with.db, book->id, session.payment_id);
  payments::Change change(with, book, with.owner);
  session.paid_minor = 0;
  for (const auto& part : all) {
    if (!stands(part)) continue;
    if (!cancellable(part)) {
      session.paid_minor += part.amount.minor;
      continue;
    }
    Transaction after = part;
    after.status = DetailedStatus::cancelled;
    change.move(part, after, payments::StatusEvent::cancelled, "split payment not completed");
    change.give_back(after);
  }
  batch.append(change.take());
}

Task<> Checkout::release_parts(BookPtr book, std::string payment_id) {
  auto& with = charges_.with();
  const auto all = co_await payments::load_of_payment(with.db, book->id, payment_id);
  payments::Errands errands(with);
  for (const auto& part : all) {
    if (part.status != DetailedStatus::cancelled || !part.details.split) continue;
    const auto duty = co_await payments::load_attempt(with.db, book->id, part.uuid);
    if (duty && duty->phase == payments::Phase::reverse) co_await errands.release(book, *duty);
  }
}

Task<bool> Checkout::give_up(BookPtr book, std::string payment_id) {
  auto& with = charges_.with();
  bool gives_back = false;
  const auto decide = [&]() -> Task<sql::Decision<bool>> {
    sql::Decision<bool> decision{{}, true};
    gives_back = false;
    auto session = co_await load_session(with.db, book->id, payment_id);
    if (!session || session->closed || session->paid_minor == 0) co_return decision;
    const bool over = book->business_time(with.clock.now()) >= session->expires_at;
    if (!over || !session->in_flight.empty()) {
      decision.result = false;
      co_return decision;
    }
    gives_back = true;
    sql::Batch parts;
    co_await give_back_parts(parts, book, *session);
    add_session_change(decision.batch, *session, with.clock.now(), with.owner, "parts_given_back");
    decision.batch.append(std::move(parts));
    decision.result = session->paid_minor == 0;
    co_return decision;
  };
  const bool at_rest = co_await sql::run_unit<bool>(with.db, "give parts back", decide);
  if (gives_back) co_await release_parts(book, payment_id);
  co_return at_rest;
}

}  // namespace guichet::checkout
