#include "answers/payment.hpp"
#include "rest/functions.hpp"

namespace guichet::rest {

Task<std::string> run_charge_update_payment_amount(Call& call) {
  const std::int64_t amount = *call.input.integer("updatedAmount");
  if (amount == 0) throw contract::Refusal("PSP_1024", "updatedAmount");
  const std::string token = co_await call.gateway.checkout.update_amount(
      call.book, std::string(call.input.text("formToken")), amount,
      std::string(call.input.text("cardBin")));
  co_return answers::write_payment_form(token);
}

}  // namespace guichet::rest
