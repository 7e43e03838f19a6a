#include "answers/payment.hpp"
#include "rest/functions.hpp"
#include "rest/lookup.hpp"

namespace guichet::rest {

Task<std::string> run_charge_update_payment_amount(Call& call) {
  const std::int64_t amount = *call.input.integer("updatedAmount");
  if (amount == 0) throw contract::Refusal("PSP_1024", "updatedAmount");
  std::string given(call.input.text("formToken"));
  std::string bin(call.input.text("cardBin"));
  auto keep = keep_of<std::string>(call, answers::write_payment_form);
  const std::string token = co_await call.gateway.checkout.update_amount(
      call.book, std::move(given), amount, std::move(bin), std::move(keep));
  co_return answers::write_payment_form(token);
}

}  // namespace guichet::rest
