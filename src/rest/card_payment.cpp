#include "rest/card_payment.hpp"

#include "answers/payment.hpp"
#include "checkout/checkout.hpp"
#include "rest/create_payment_rules.hpp"

namespace guichet::rest {

namespace {

payments::CardInput take_card(Call& call) {
  auto& input = call.input;
  const std::string form = "paymentForms.0.";
  return {.pan = std::move(*input.pan),
          .expiry = *card_expiry(input),
          .security_code = std::move(input.security_code),
          .holder_name = std::string(input.text(form + "cardHolderName")),
          .document_type = std::string(input.text(form + "identityDocumentType")),
          .document_number = std::string(input.text(form + "identityDocumentNumber")),
          .brand = std::string(input.text(form + "brand"))};
}

}  // namespace

payments::Payment make_payment(const Call& call, payments::Origin origin) {
  const auto& input = call.input;
  const auto currency = Currency::find(input.text("currency"));
  check(currency.has_value(), "validated currency is unknown");
  return {.book_id = call.book->id,
          .id = make_uuid(call.gateway.random, call.gateway.clock.now()),
          .order_id = std::string(input.text("orderId")),
          .amount = {*input.integer("amount"), *currency},
          .origin = origin,
          .created_at = call.now,
          .document = input.serialise()};
}

std::string write_charge(const merchants::Book& book, const payments::Payment& payment,
                         const payments::Transaction& transaction,
                         std::span<const payments::Transaction> later, Instant server_date) {
  answers::PaymentView view{.book = book,
                            .payment = payment,
                            .transaction = &transaction,
                            .state = payments::order_state(payment, {&transaction, 1}, false),
                            .server_date = server_date};
  if (!later.empty()) {
    std::vector<payments::Transaction> all{transaction};
    all.insert(all.end(), later.begin(), later.end());
    view.state = payments::order_state(payment, all, false);
    for (const auto& instalment : later) view.others.push_back(&instalment);
  }
  return answers::write_payment(view);
}

Task<std::string> pay_by_card(Call& call) {
  payments::Payment payment = make_payment(call, payments::Origin::service);
  payments::CardInput card = take_card(call);
  auto request = checkout::make_charge(call.book, std::move(payment), call.input,
                                       std::move(card), call.caller);
  const std::string mid(call.input.text("paymentForms.0.mid"));
  if (!mid.empty()) request.mid = mid;
  if (const auto option = call.input.integer("paymentForms.0.installmentNumber")) {
    request.installment_number = static_cast<int>(*option);
  }
  request.eligible_minor = eligible_amount(call.input).value_or(0);
  request.claim = call.claim;
  const auto settled = co_await call.gateway.charges.charge(std::move(request));

  std::string answer =
      write_charge(*call.book, settled.payment, settled.transaction, settled.later, call.now);
  if (!settled.outbox_id.empty()) {
    // The answer is the result (spec/ipn 1): the call by rule goes its own way, and says the same.
    auto& outbox = call.gateway.charges.with().outbox;
    co_await outbox.deliver_now(call.book, settled.outbox_id, Scheduler::Duration::zero(), answer);
  }
  co_return answer;
}

}  // namespace guichet::rest
