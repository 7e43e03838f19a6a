#include "merchants/shop.hpp"

#include <charconv>

#include "base/check.hpp"

namespace guichet::merchants {

std::string_view name_of(Mode mode) { return mode == Mode::test ? "TEST" : "PRODUCTION"; }

std::string_view name_of(Rule rule) {
  switch (rule) {
    case Rule::end_of_payment: return "end_of_payment";
    case Rule::cancellation: return "cancellation";
    case Rule::batch_authorisation: return "batch_authorisation";
    case Rule::batch_change: return "batch_change";
    case Rule::back_office: return "back_office";
    case Rule::declined_attempt: return "declined_attempt";
    case Rule::web_service: return "web_service";
  }
  check(false, "no such notification rule");
  return {};
}

std::optional<Rule> find_rule(std::string_view name) {
  for (const Rule rule : all_rules) {
    if (name_of(rule) == name) return rule;
  }
  return std::nullopt;
}

std::string_view name_of(Refunds refunds) {
  switch (refunds) {
    case Refunds::partial: return "partial";
    case Refunds::whole: return "whole";
    case Refunds::none: return "none";
  }
  check(false, "no such kind of refunds");
  return {};
}

std::optional<Refunds> find_refunds(std::string_view name) {
  for (const Refunds refunds : {Refunds::partial, Refunds::whole, Refunds::none}) {
    if (name_of(refunds) == name) return refunds;
  }
  return std::nullopt;
}

std::int64_t book_id_of(std::string_view shop_id, Mode mode) {
  std::int64_t number = 0;
  const char* end = shop_id.data() + shop_id.size();
  const auto [at, error] = std::from_chars(shop_id.data(), end, number);
  check(error == std::errc() && at == end && shop_id.size() == 8 && number >= 0,
        "book_id_of: a shop id has 8 digits");
  return 2 * number + (mode == Mode::production ? 1 : 0);
}

}  // namespace guichet::merchants
