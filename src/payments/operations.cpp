#include "payments/operations.hpp"

#include <algorithm>

#include "contract/error.hpp"
#include "merchants/brands.hpp"
#include "payments/operation_unit.hpp"
#include "payments/sequence.hpp"

namespace guichet::payments {

namespace {

using contract::Refusal;
using D = DetailedStatus;
using E = StatusEvent;

const merchants::Contract* find_contract(const merchants::Book& book, const std::string& mid) {
  const auto found = std::find_if(book.contracts.begin(), book.contracts.end(),
                                  [&mid](const auto& contract) { return contract.mid == mid; });
  return found == book.contracts.end() ? nullptr : &*found;
}

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// The contract a refund goes out on; null when the debit's own is gone from the shop.
const merchants::Contract* contract_of_refund(const merchants::Book& book,
                                              const Transaction& debit,
                                              const RefundOrder& order) {
  const auto& details = debit.details;
  if (order.mid.empty()) return find_contract(book, details.mid);
  const auto* contract = find_contract(book, order.mid);
  if (!contract) throw Refusal("PSP_025");
  // The money comes back from where it went to: another acquirer knows nothing of the debit.
  const bool fits = contract->acquirer == details.acquirer &&
                    contains(contract->brands, details.brand) &&
                    contains(contract->currencies, debit.amount.currency.code());
  if (!fits) throw no_contract();
  return contract;
}

/// The amount to refund, or the reason why not (spec/transactions.md 4.1, "Amount rules").
std::int64_t amount_to_refund(const Transaction& debit, const RefundOrder& order) {
  const std::int64_t left = debit.amount.minor - debit.details.refunded_minor;
  if (left <= 0) throw Refusal("PSP_104");
  const std::int64_t minor = order.amount.value_or(left);
  if (minor > debit.amount.minor) throw Refusal("PSP_510");
  if (minor > left) throw Refusal("PSP_511");
  return minor;
}

void check_contract(const merchants::Contract& contract, const Transaction& debit,
                    std::int64_t minor, Instant now) {
  using merchants::Refunds;
  if (contract.refunds == Refunds::none) throw Refusal("PSP_043");
  if (contract.refunds == Refunds::whole && minor != debit.amount.minor) {
    throw Refusal("PSP_638");
  }
  if (!contract.refunds_expired_cards && debit.details.expiry.is_past(now)) {
    throw Refusal("PSP_112");
  }
}

/// The CREDIT of a refund, as spec/transactions.md 4.1 ("Effect of a refund") has it.
Transaction make_credit(const Transaction& debit, const RefundOrder& order,
                        const merchants::Contract* contract, std::string uuid,
                        std::int64_t minor, Instant now) {
  Transaction credit = debit;
  credit.uuid = std::move(uuid);
  credit.operation = OperationType::credit;
  credit.status = order.manual_validation ? D::authorised_to_validate : D::authorised;
  credit.amount.minor = minor;
  credit.created_at = now;
  credit.expected_capture_at = now.plus_days(order.capture_delay_days);
  auto& details = credit.details;
  details.hold = debit.hold();
  details.parent = debit.uuid;
  details.payment_source = "OTHER";
  details.manual_validation = order.manual_validation;
  details.full_authorisation = true;
  details.full = details.mark = {};
  details.liability_shift.clear();
  details.user_info.clear();
  details.refused = {};
  details.capture_file.clear();
  details.captured_at.reset();
  details.refunded_minor = 0;
  details.part_minor = 0;
  details.installment_number = 0;
  details.merchant_initiated = false;
  if (contract) {
    details.mid = contract->mid;
    details.tid = contract->tid;
    details.network = contract->network;
  }
  return credit;
}

void check_currency(const Transaction& transaction, const std::string& currency) {
  if (!currency.empty() && currency != transaction.amount.currency.code()) {
    throw Refusal("PSP_545");
  }
}

std::string_view actor_of(Source source) {
  switch (source) {
    case Source::web_service: return "web service";
    case Source::back_office: return "back office";
    case Source::batch_authorisation:
    case Source::batch: return "batch";
  }
  check_failed("unnamed source", std::source_location::current());
}

}  // namespace

std::string actor_name(const Wish& wish) { return std::string(actor_of(wish.source)); }

Task<> Operations::deliver(BookPtr book, std::string outbox_id) {
  if (outbox_id.empty()) co_return;
  co_await with_.outbox.deliver_now(std::move(book), std::move(outbox_id),
                                    Scheduler::Duration::zero());
}

Task<Transaction> Operations::resolve(BookPtr book, std::string uuid, Operation operation,
                                      Resolution resolution, RefundOrder order, Wish wish) {
  struct Outcome {
    std::optional<Transaction> answer;
    std::optional<Attempt> duty;
    std::string outbox_id;
  };
  const auto attempt = [&]() -> Task<sql::Decision<Outcome>> {
    sql::Decision<Outcome> decision;
    const auto current = co_await load_at_rest(with_, book, uuid, pending_wait_max);
    if (!current) throw Refusal("PSP_010");
    const Verdict verdict =
        payments::resolve(operation, resolution, current->operation, current->status);
    if (current->details.unpaid && verdict.action != Action::cancel &&
        operation != Operation::cancel) {
      throw Refusal("PSP_083");
    }
    if (verdict.action == Action::refuse) throw Refusal(verdict.code);
    if (current->pending) throw Refusal("PSP_503", {}, {}, "an errand is open: " + uuid);
    co_await check_sequence(with_.db, *current, "PSP_089");
    check_currency(*current, order.currency);
    Change change(with_, book, actor_name(wish));
    Transaction after = *current;
    if (verdict.action == Action::cancel) {
      if (order.amount && *order.amount != current->amount.minor) throw Refusal("PSP_103");
      after.status = D::cancelled;
      change.move(*current, after, E::cancelled, wish.comment);
      if (current->operation == OperationType::credit) {
        co_await Errands::return_to_parent(with_, change, after, "refund cancelled");
      } else if (after.details.full.asked) {
        decision.result.duty = change.give_back(after);
      }
      decision.result.answer = after;
    } else {
      const Instant wall = with_.clock.now();
      const Instant now = book->business_time(wall);
      // Only cancelled, before its capture (spec/status-machine.md 14).
      if (merchants::is_meal_voucher_brand(current->details.brand)) throw Refusal("PSP_043");
      const auto* contract = contract_of_refund(*book, *current, order);
      const std::int64_t minor = amount_to_refund(*current, order);
      if (contract) check_contract(*contract, *current, minor, now);
      after.details.refunded_minor += minor;
      change.move(*current, after, E::refunded, wish.comment);
      Transaction credit = make_credit(*current, order, contract,
                                       make_uuid(with_.random, wall), minor, now);
      change.create(credit, E::refund_created, wish.comment);
      decision.result.answer = credit;
    }
    change.notify(wish.source, *decision.result.answer);
    if (wish.keep) wish.keep(change.batch(), &*decision.result.answer);
    decision.result.outbox_id = change.outbox_id();
    decision.batch = change.take();
    co_return decision;
  };
  auto turn = co_await turns_.wait(book->id, uuid);
  Outcome outcome = co_await run_operation<Outcome>(with_.db, "cancel or refund", attempt);
  turn.end();
  co_await deliver(book, outcome.outbox_id);
  if (outcome.duty) co_await errands_.release(book, *outcome.duty);
  co_return std::move(*outcome.answer);
}

Task<Transaction> Operations::mark_unpaid(BookPtr book, std::string uuid, Wish wish) {
  Decide decide = [&](Change& change, const Transaction& current, Transaction& after) {
    const bool marked = current.status == D::captured && !current.details.unpaid &&
                        current.operation == OperationType::debit;
    if (!marked) throw Refusal("PSP_503");
    after.details.unpaid = true;
    change.move(current, after, E::marked_unpaid, wish.comment);
  };
  auto changed = co_await change_transaction(with_, book, uuid, actor_name(wish),
                                             std::move(decide), pending_wait_max);
  if (!changed) throw Refusal("PSP_010");
  co_return std::move(changed->transaction);
}

}  // namespace guichet::payments
