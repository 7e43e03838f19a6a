#include "answers/payment.hpp"
#include "rest/functions.hpp"
#include "rest/lookup.hpp"

namespace guichet::rest {

namespace {

using payments::Operation;
using payments::Resolution;

payments::RefundOrder read_order(const contract::Document& input) {
  const std::string options = "transactionOptions.cardOptions.";
  return {.amount = input.integer("amount"),
          .currency = std::string(input.text("currency")),
          .capture_delay_days =
              static_cast<int>(input.integer(options + "captureDelay").value_or(0)),
          .manual_validation = input.text(options + "manualValidation") == "YES",
          .mid = std::string(input.text(options + "mid"))};
}

Resolution read_resolution(const contract::Document& input) {
  const auto mode = input.text("resolutionMode");
  if (mode == "CANCELLATION_ONLY") return Resolution::cancellation_only;
  if (mode == "REFUND_ONLY") return Resolution::refund_only;
  return Resolution::automatic;
}

Task<std::string> resolve(Call& call, Operation operation, Resolution resolution,
                          payments::RefundOrder order) {
  const auto known = co_await find_transaction(call, std::string(call.input.text("uuid")));
  auto wish = co_await read_wish(call, known);
  const auto outcome = co_await call.gateway.operations.resolve(
      call.book, known.uuid, operation, resolution, std::move(order), std::move(wish));
  co_return co_await answer_transaction(call, outcome);
}

}  // namespace

Task<std::string> run_transaction_cancel_or_refund(Call& call) {
  return resolve(call, Operation::cancel_or_refund, read_resolution(call.input),
                 read_order(call.input));
}

Task<std::string> run_transaction_cancel(Call& call) {
  return resolve(call, Operation::cancel, Resolution::cancellation_only, {});
}

Task<std::string> run_transaction_refund(Call& call) {
  return resolve(call, Operation::refund, Resolution::refund_only, read_order(call.input));
}

}  // namespace guichet::rest
