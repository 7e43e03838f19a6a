#include "answers/payment.hpp"
#include "rest/functions.hpp"
#include "rest/lookup.hpp"

namespace guichet::rest {

namespace {

payments::DuplicateOrder read_order(const contract::Document& input) {
  const auto currency = Currency::find(input.text("currency"));
  check(currency.has_value(), "validated currency is unknown");
  payments::DuplicateOrder order{.amount = {*input.integer("amount"), *currency}};
  if (input.has("orderId")) order.order_id = std::string(input.text("orderId"));
  const auto delay = input.integer("cardDuplicate.captureDelay");
  if (delay) order.capture_delay_days = static_cast<int>(*delay);
  const auto manual = input.text("cardDuplicate.manualValidation");
  if (!manual.empty()) order.manual_validation = manual == "YES";
  for (const auto* member : {"amount", "currency", "orderId", "metadata",
                             "acquirerTransientData"}) {
    const auto* value = input.at(member);
    if (value) order.replaced[member] = *value;
  }
  return order;
}

}  // namespace

Task<std::string> run_transaction_duplicate(Call& call) {
  const auto source = co_await find_transaction(call, std::string(call.input.text("uuid")));
  auto order = read_order(call.input);
  order.claim = call.claim;
  const auto settled =
      co_await call.gateway.operations.duplicate(call.book, source.uuid, std::move(order));
  co_return answers::write_transaction(*call.book, settled.payment, settled.transaction);
}

}  // namespace guichet::rest
