#include "payments/selection.hpp"

#include <algorithm>
#include <exception>
#include <optional>

namespace guichet::payments {

namespace {

using contract::Refusal;
using merchants::Book;
using merchants::Contract;

constexpr int expiry_years_max = 20;  // further ahead is a typing error (spec/pci-services.md 2.2)

template <class List, class T>
bool contains(const List& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// The range of the number, with its form checked.
const CardRange& checked_range(const acquiring::Acquirer& acquirer, const Pan& pan) {
  const CardRange* range = acquirer.ranges().find(pan);
  if (!range) throw Refusal("PSP_532");
  if (!contains(range->lengths, static_cast<int>(pan.length()))) throw Refusal("PSP_531");
  if (range->luhn && !pan.passes_luhn()) throw Refusal("PSP_530");
  if (!acquirer.may_exist(pan)) throw Refusal("PSP_532");
  return *range;
}

void check_security_code(const Contract& contract, const CardRange& range, const CardInput& card,
                         bool expected) {
  if (card.security_code) {
    const auto length = static_cast<int>(card.security_code->length());
    if (range.security_code_length != 0 && length != range.security_code_length) {
      throw Refusal("INT_043",
                    "Invalid input value [name=paymentForms[0].securityCode, value=***]");
    }
  } else if (expected && contract.security_code_required && range.security_code_length != 0) {
    throw Refusal("PSP_509");
  }
}

int validity_of(const Contract& contract, const std::string& brand) {
  const auto own = contract.validity_days.find(brand);
  return own != contract.validity_days.end() ? own->second : authorisation_validity_days(brand);
}

bool usable(const Contract& contract, const acquiring::Acquirers& acquirers,
            std::string_view currency) {
  return contains(contract.currencies, currency) && acquirers.find(contract.acquirer) != nullptr;
}

}  // namespace

Refusal no_contract() {
  return Refusal("PSP_610", "Please check the amount, the currency and the mode",
                 "NO_ACCEPTANCE_AGREEMENT_AVAILABLE");
}

bool connected(const Book& book, const acquiring::Acquirers& acquirers) {
  return std::any_of(book.contracts.begin(), book.contracts.end(), [&](const Contract& contract) {
    return acquirers.find(contract.acquirer) != nullptr;
  });
}

bool currency_served(const Book& book, const acquiring::Acquirers& acquirers, Currency currency) {
  return std::any_of(book.contracts.begin(), book.contracts.end(), [&](const Contract& contract) {
    return usable(contract, acquirers, currency.code());
  });
}

bool brand_served(const Book& book, const acquiring::Acquirers& acquirers, Currency currency,
                  std::string_view brand) {
  return std::any_of(book.contracts.begin(), book.contracts.end(), [&](const Contract& contract) {
    return contains(contract.brands, brand) && usable(contract, acquirers, currency.code());
  });
}

Selection select_contract(const Book& book, const acquiring::Acquirers& acquirers,
                          const SelectionQuery& query) {
  const auto& card = query.card;
  const auto currency = query.amount.currency.code();
  if (!query.mid.empty() &&
      std::none_of(book.contracts.begin(), book.contracts.end(),
                   [&](const Contract& contract) { return contract.mid == query.mid; })) {
    throw Refusal("PSP_025");
  }
  if (!currency_served(book, acquirers, query.amount.currency)) throw no_contract();

  // The first brand of the card that has a contract is effective, whatever the order of the
  // contracts; among contracts of one brand the first wins.
  std::optional<Selection> best;
  std::size_t best_rank = 0;
  bool brand_seen = false;
  bool number_known = false;
  std::exception_ptr number_at_fault;
  for (const auto& contract : book.contracts) {
    if (!query.mid.empty() && contract.mid != query.mid) continue;
    if (!usable(contract, acquirers, currency)) continue;
    auto* acquirer = acquirers.find(contract.acquirer);
    const CardRange* range = nullptr;
    try {
      range = &checked_range(*acquirer, card.pan);
    } catch (const Refusal&) {
      // Another acquirer may know the number; the first one's reason is told if none does.
      if (!number_at_fault) number_at_fault = std::current_exception();
      continue;
    }
    number_known = true;
    for (std::size_t rank = 0; rank < range->brands.size(); ++rank) {
      const auto& brand = range->brands[rank];
      if (!card.brand.empty() && brand != card.brand) continue;
      brand_seen = true;
      if (!query.brands.empty() && !contains(query.brands, brand)) continue;
      if (!contains(contract.brands, brand)) continue;
      if (best && best_rank <= rank) break;
      best = Selection{&contract, acquirer, range, brand, validity_of(contract, brand)};
      best_rank = rank;
      break;
    }
  }
  if (!number_known && number_at_fault) std::rethrow_exception(number_at_fault);
  if (number_known && card.expiry.is_past(query.business_now)) {
    throw Refusal("INT_045", "Invalid input value [name=paymentForms[0].expiryYear, value=***]");
  }
  if (number_known &&
      card.expiry.year > year_month(query.business_now).year + expiry_years_max) {
    throw Refusal("INT_042", "Invalid input value [name=paymentForms[0].expiryYear, value=***]");
  }
  if (best) {
    check_security_code(*best->contract, *best->range, card, query.security_code_expected);
    return *best;
  }
  if (number_known && !brand_seen && !card.brand.empty()) {
    throw Refusal("INT_887", "Invalid input value [name=paymentForms[0].brand, value=" +
                                 card.brand + "]");
  }
  throw no_contract();
}

}  // namespace guichet::payments
