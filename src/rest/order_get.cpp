#include "answers/payment.hpp"
#include "rest/functions.hpp"

namespace guichet::rest {

Task<std::string> run_order_get(Call& call) {
  auto& db = call.gateway.db;
  const std::string order_id(call.input.text("orderId"));
  const auto operation = payments::find_operation_type(call.input.text("operationType"));
  constexpr int rows_max = static_cast<int>(limits::order_get_transactions_max);
  const auto found =
      co_await payments::load_of_order(db, call.book->id, order_id, operation, rows_max + 1);
  if (found.empty()) throw contract::Refusal("PSP_010");
  if (static_cast<int>(found.size()) > rows_max) throw contract::Refusal("PSP_015");
  std::vector<answers::OrderLine> lines;
  for (const auto& transaction : found) {
    // Attempts and refunds of one payment follow each other.
    if (!lines.empty() && lines.back().payment.id == transaction.payment_id) {
      lines.push_back({lines.back().payment, transaction});
      continue;
    }
    auto payment = co_await payments::load_payment(db, call.book->id, transaction.payment_id);
    check(payment.has_value(), "transaction without its payment");
    lines.push_back({std::move(*payment), transaction});
  }
  co_return answers::write_order(*call.book, order_id, lines);
}

}  // namespace guichet::rest
