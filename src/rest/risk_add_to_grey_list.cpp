#include "answers/grey_list.hpp"
#include "rest/functions.hpp"
#include "rest/lookup.hpp"

namespace guichet::rest {

namespace {

using contract::Refusal;
using risk::ListType;
using risk::Listed;

/// Exactly one source, and one that fits the list (spec/transactions.md 6).
void check_source(const contract::Document& input, ListType type) {
  const bool uuid = !input.text("uuid").empty();
  const bool token = !input.text("paymentMethodToken").empty();
  const bool value = !input.text("value").empty();
  if (uuid + token + value != 1) throw Refusal("INT_205");
  if (value && type == ListType::payment_method) {
    throw Refusal("INT_205", "value is not for PAYMENT_METHOD");
  }
  if (!value && type == ListType::ip_address) {
    throw Refusal("INT_205", "IP_ADDRESS needs value");
  }
}

Listed listed_value(ListType type, std::string_view value) {
  const auto element = type == ListType::bin ? risk::read_bin(value) : risk::read_address(value);
  if (!element) throw Refusal("PSP_203", "Invalid input value [name=value]");
  return {.type = type, .element = *element, .shown = *element};
}

Listed listed_card(ListType type, const payments::Details& details) {
  if (details.card_id.empty()) throw Refusal("PSP_203", "the transaction was not made by card");
  if (type == ListType::payment_method) {
    return {.type = type, .element = details.card_id, .shown = details.masked_pan};
  }
  const auto bin = risk::read_bin(details.masked_pan.substr(0, 6));
  if (!bin) throw Refusal("PSP_203", "the BIN of this card is not known");
  return {.type = type, .element = *bin, .shown = *bin};
}

}  // namespace

Task<std::string> run_risk_add_to_grey_list(Call& call) {
  const auto& input = call.input;
  const auto type = risk::find_list_type(input.text("greyListType"));
  check(type.has_value(), "validated list type is unknown");
  check_source(input, *type);
  if (!input.text("paymentMethodToken").empty()) throw Refusal("PSP_030");
  std::optional<Listed> listed;
  if (const auto value = input.text("value"); !value.empty()) {
    listed = listed_value(*type, value);
  } else {
    const auto transaction = co_await find_transaction(call, std::string(input.text("uuid")));
    listed = listed_card(*type, transaction.details);
  }
  listed->reason = input.text("reason");
  listed->at = call.now;
  auto keep = keep_of<Listed>(call, answers::write_grey_list);
  const bool added = co_await risk::add_to_grey_list(call.gateway.db, call.book->id, *listed,
                                                     std::move(keep));
  if (!added) throw Refusal("PSP_205");
  co_return answers::write_grey_list(*listed);
}

}  // namespace guichet::rest
