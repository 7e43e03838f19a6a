#include "answers/payment.hpp"
#include "rest/functions.hpp"
#include "rest/lookup.hpp"

namespace guichet::rest {

Task<std::string> run_transaction_capture(Call& call) {
  std::vector<std::string> uuids;
  for (const auto& entry : *call.input.list("uuids")) {
    uuids.emplace_back(entry.as_string());
    co_await find_transaction(call, uuids.back());
  }
  payments::CaptureOrder order{.commission = call.input.integer("commission")};
  if (call.input.has("expectedCaptureDate")) {
    order.expected_capture_at = parse_date_time(call.input.text("expectedCaptureDate"));
  }
  const std::string answer = answers::write_response_code(0);
  payments::Wish wish{.keep = keep_of<const payments::Transaction*>(
                          call, [answer](const payments::Transaction*) { return answer; })};
  co_await call.gateway.operations.bring_forward(call.book, std::move(uuids), std::move(order),
                                                 std::move(wish));
  co_return answer;
}

}  // namespace guichet::rest
