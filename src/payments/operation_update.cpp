#include <algorithm>
#include <set>

#include "contract/error.hpp"
#include "payments/operation_unit.hpp"
#include "payments/operations.hpp"
#include "payments/schedule.hpp"
#include "payments/sequence.hpp"

namespace guichet::payments {

namespace {

using contract::Refusal;
using D = DetailedStatus;
using E = StatusEvent;

void check_allowed(Operation operation, const Transaction& current) {
  const auto code = ruling(operation, current.operation, current.status);
  if (!code.empty()) throw Refusal(code);
  if (current.pending) throw Refusal("PSP_503", {}, {}, "an errand is open: " + current.uuid);
}

bool to_validate(const Transaction& transaction) {
  return transaction.status == D::authorised_to_validate ||
         transaction.status == D::waiting_authorisation_to_validate;
}

D validated(const Transaction& transaction) {
  return transaction.status == D::waiting_authorisation_to_validate ? D::waiting_authorisation
                                                                    : D::authorised;
}

/// spec/transactions.md 4.4 and spec/status-machine.md 8.4.
void check_date(const merchants::Book& book, const Transaction& current, Instant wanted,
                Instant now) {
  const TimeZone zone(book.shop->time_zone);
  const std::int64_t day = zone.day_of(wanted);
  if (day < zone.day_of(now)) throw Refusal("PSP_619", "cardUpdate.expectedCaptureDate");
  if (day > last_capture_day(zone.day_of(current.created_at))) throw Refusal("PSP_597");
  const bool waiting = current.status == D::waiting_authorisation ||
                       current.status == D::waiting_authorisation_to_validate;
  if (!waiting && day > last_valid_day(book, current)) throw Refusal("PSP_547");
}

/// Dates of answers have seconds only: the same second is no change.
bool same_date(const std::optional<Instant>& known, Instant wanted) {
  return known && known->ms / 1000 == wanted.ms / 1000;
}

/// Puts the wishes of `order` on `after`. Gives what kind of move it is, or nothing.
std::optional<E> apply_order(const merchants::Book& book, const UpdateOrder& order,
                             const Transaction& current, Transaction& after, Instant now) {
  std::optional<E> event;
  if (order.order_id && *order.order_id != current.order_id) {
    after.order_id = *order.order_id;
    event = E::changed;
  }
  if (!order.card) return event;
  const auto& card = *order.card;
  if (!(card.amount.currency == current.amount.currency)) throw Refusal("PSP_545");
  if (card.amount.minor > current.amount.minor) throw Refusal("PSP_546");
  if (card.amount.minor < current.amount.minor) {
    after.amount = card.amount;
    event = E::changed;
  }
  const auto& date = card.expected_capture_at;
  if (date && !same_date(current.expected_capture_at, *date)) {
    check_date(book, current, *date, now);
    after.expected_capture_at = *date;
    event = E::changed;
  }
  if (!card.manual_validation) return event;
  if (*card.manual_validation && !to_validate(current)) throw Refusal("PSP_548");
  if (!*card.manual_validation && to_validate(current)) {
    after.status = validated(current);
    after.details.manual_validation = false;
    event = E::validated;
  }
  return event;
}

}  // namespace

Task<Transaction> Operations::change(BookPtr book, std::string uuid, Operation operation,
                                     Wish wish, Apply apply) {
  const auto attempt = [&]() -> Task<sql::Decision<Changed>> {
    const auto current = co_await load_at_rest(with_, book, uuid, pending_wait_max);
    if (!current) throw Refusal("PSP_010");
    check_allowed(operation, *current);
    co_await check_sequence(with_.db, *current, "PSP_626");
    Change change(with_, book, actor_name(wish));
    Transaction after = *current;
    const StatusEvent event = apply(*current, after);
    change.move(*current, after, event, wish.comment);
    change.notify(wish.source, after);
    if (wish.keep) wish.keep(change.batch(), &after);
    Changed changed{std::move(after), change.outbox_id(), true};
    co_return sql::Decision<Changed>{change.take(), std::move(changed)};
  };
  auto turn = co_await turns_.wait(book->id, uuid);
  Changed changed = co_await run_operation<Changed>(with_.db, name_of(operation), attempt);
  turn.end();
  co_await deliver(book, changed.outbox_id);
  co_return std::move(changed.transaction);
}

Task<Transaction> Operations::update(BookPtr book, std::string uuid, UpdateOrder order,
                                     Wish wish) {
  const Source source = wish.source;
  Apply apply = [this, &book, &order](const Transaction& current, Transaction& after) {
    const Instant now = book->business_time(with_.clock.now());
    const auto event = apply_order(*book, order, current, after, now);
    if (!event) throw Refusal("PSP_014");
    return *event;
  };
  Transaction updated =
      co_await change(book, uuid, Operation::update, std::move(wish), std::move(apply));
  const Instant now = book->business_time(with_.clock.now());
  const bool moved = order.card && order.card->expected_capture_at;
  if (moved && updated.status == D::waiting_authorisation &&
      authorisation_day_reached(*book, updated, now)) {
    // spec/status-machine.md 8.4
    auto asked = co_await errands_.authorise(book, uuid, rule_of(source), true);
    check(asked.has_value(), "an updated transaction is gone");
    co_await deliver(book, asked->outbox_id);
    co_return std::move(asked->transaction);
  }
  co_return updated;
}

Task<Transaction> Operations::validate(BookPtr book, std::string uuid, Wish wish) {
  Apply apply = [](const Transaction& current, Transaction& after) {
    after.status = validated(current);
    return E::validated;
  };
  Transaction validated = co_await change(std::move(book), std::move(uuid), Operation::validate,
                                          std::move(wish), std::move(apply));
  co_return validated;
}

Task<> Operations::bring_forward(BookPtr book, std::vector<std::string> uuids,
                                 CaptureOrder order, Wish wish) {
  std::string reason = wish.comment;
  if (order.commission) reason = "commission " + std::to_string(*order.commission);
  const std::set<std::string> each(uuids.begin(), uuids.end());
  using Ids = std::vector<std::string>;
  const auto attempt = [&]() -> Task<sql::Decision<Ids>> {
    sql::Decision<Ids> decision;
    Change change(with_, book, actor_name(wish));
    const Instant now = book->business_time(with_.clock.now());
    for (const std::string& uuid : each) {
      const auto current = co_await load_transaction(with_.db, book->id, uuid);
      if (!current) throw Refusal("PSP_010", uuid);
      check_allowed(Operation::capture, *current);
      co_await check_sequence(with_.db, *current, "PSP_626");
      const auto contract =
          std::find_if(book->contracts.begin(), book->contracts.end(),
                       [&](const auto& one) { return one.mid == current->details.mid; });
      if (contract != book->contracts.end() && !contract->manual_capture) {
        throw Refusal("PSP_081", uuid);
      }
      // The next batch takes what is due already: only what is due later moves.
      const Instant due = current->expected_capture_at.value_or(now);
      const Instant wanted = order.expected_capture_at.value_or(std::min(due, now));
      if (order.expected_capture_at) check_date(*book, *current, wanted, now);
      // What is due already stays as it is, but what was said of it is kept.
      if (same_date(current->expected_capture_at, wanted) && reason.empty()) continue;
      Transaction after = *current;
      after.expected_capture_at = wanted;
      change.move(*current, after, E::changed, reason);
      change.notify(wish.source, after);
      if (!change.outbox_id().empty()) decision.result.push_back(change.outbox_id());
    }
    if (wish.keep && !change.empty()) wish.keep(change.batch(), nullptr);
    decision.batch = change.take();
    co_return decision;
  };
  const Ids told = co_await run_operation<Ids>(with_.db, "bring capture forward", attempt);
  for (const auto& outbox_id : told) co_await deliver(book, outbox_id);
}

}  // namespace guichet::payments
