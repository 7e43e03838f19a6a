#include "answers/payment.hpp"
#include "rest/functions.hpp"
#include "rest/lookup.hpp"

namespace guichet::rest {

namespace {

payments::UpdateOrder read_order(const contract::Document& input) {
  payments::UpdateOrder order;
  if (input.has("orderId")) order.order_id = std::string(input.text("orderId"));
  if (!input.has("cardUpdate")) return order;
  const auto currency = Currency::find(input.text("cardUpdate.currency"));
  check(currency.has_value(), "validated currency is unknown");
  payments::UpdateOrder::Card card{.amount = {*input.integer("cardUpdate.amount"), *currency}};
  if (input.has("cardUpdate.expectedCaptureDate")) {
    card.expected_capture_at = parse_date_time(input.text("cardUpdate.expectedCaptureDate"));
  }
  const auto manual = input.text("cardUpdate.manualValidation");
  if (!manual.empty()) card.manual_validation = manual == "YES";
  order.card = std::move(card);
  return order;
}

}  // namespace

Task<std::string> run_transaction_update(Call& call) {
  const auto known = co_await find_transaction(call, std::string(call.input.text("uuid")));
  auto wish = co_await read_wish(call, known);
  auto order = read_order(call.input);
  const auto updated = co_await call.gateway.operations.update(call.book, known.uuid,
                                                               std::move(order), std::move(wish));
  co_return co_await answer_transaction(call, updated);
}

Task<std::string> run_transaction_validate(Call& call) {
  const auto known = co_await find_transaction(call, std::string(call.input.text("uuid")));
  auto wish = co_await read_wish(call, known);
  const auto validated =
      co_await call.gateway.operations.validate(call.book, known.uuid, std::move(wish));
  co_return co_await answer_transaction(call, validated);
}

}  // namespace guichet::rest
