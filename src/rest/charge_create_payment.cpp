#include <algorithm>

#include "answers/payment.hpp"
#include "payments/selection.hpp"
#include "rest/card_payment.hpp"
#include "rest/create_payment_rules.hpp"
#include "rest/functions.hpp"
#include "rest/lookup.hpp"

namespace guichet::rest {

namespace {

/// Attempts in all: the request's retries, else the shop's, and the first one.
int attempts_max(const Call& call) {
  // No further attempt is offered on a plan of instalments (spec/status-machine.md 13).
  if (payments::read_plan(call.input)) return 1;
  const auto asked = call.input.integer("transactionOptions.cardOptions.retry");
  return static_cast<int>(asked.value_or(call.book->shop->retries)) + 1;
}

/// A contract that the payment is bound to exists, or every card would be refused later.
void check_mid(const Call& call) {
  const auto mid = call.input.text("transactionOptions.cardOptions.mid");
  const auto& contracts = call.book->contracts;
  const bool known = std::ranges::any_of(
      contracts, [&](const merchants::Contract& contract) { return contract.mid == mid; });
  if (!mid.empty() && !known) throw contract::Refusal("PSP_025");
}

/// A method that no contract of the shop serves is refused (spec/payment-methods.md 1).
void check_methods(const Call& call, Currency currency) {
  const auto* methods = call.input.list("paymentMethods");
  if (!methods) return;
  for (const auto& method : *methods) {
    const std::string_view code = method.as_string();
    const bool served = code == "CARDS" || payments::brand_served(
        *call.book, call.gateway.acquirers, currency, code);
    if (!served) {
      throw contract::Refusal("INT_881", "Invalid input value [name=paymentMethods, value=" +
                                             std::string(code) + "]");
    }
  }
}

Task<std::string> open_session(Call& call) {
  payments::Payment payment = make_payment(call, payments::Origin::form);
  payment.attempts_max = attempts_max(call);
  if (!payments::currency_served(*call.book, call.gateway.acquirers, payment.amount.currency)) {
    throw payments::no_contract();
  }
  check_mid(call);
  check_methods(call, payment.amount.currency);
  auto keep = keep_of<std::string>(call, answers::write_payment_form);
  const std::string token = co_await call.gateway.checkout.create_token(
      call.book, std::move(payment), std::move(keep));
  co_return answers::write_payment_form(token);
}

}  // namespace

Task<std::string> run_charge_create_payment(Call& call) {
  check_create_payment(call.input);
  check_plan_dates(call.input, call.now, *call.book->shop);
  if (call.input.pan) co_return co_await pay_by_card(call);
  co_return co_await open_session(call);
}

Task<std::string> run_pci_charge_create_payment(Call& call) {
  check_create_payment(call.input);
  check_pci_create_payment(call.input);
  check_plan_dates(call.input, call.now, *call.book->shop);
  co_return co_await pay_by_card(call);
}

}  // namespace guichet::rest
