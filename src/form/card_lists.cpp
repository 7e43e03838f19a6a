#include "form/card_lists.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "base/json_writer.hpp"

namespace guichet::form {

namespace {

using merchants::Book;
using merchants::Contract;

template <class List, class T>
bool contains(const List& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// Networks of `range` that a contract of the book takes; the card's order, as select_contract.
std::vector<std::string> accepted_brands(const Book& book, const acquiring::Acquirers& acquirers,
                                         const Offer& offer, const CardRange& range) {
  std::vector<std::string> brands;
  for (const auto& brand : range.brands) {
    if (!offer.brands.empty() && !contains(offer.brands, brand)) continue;
    const bool taken =
        std::any_of(book.contracts.begin(), book.contracts.end(), [&](const Contract& contract) {
          return contains(contract.brands, brand) &&
                 contains(contract.currencies, offer.currency) &&
                 acquirers.find(contract.acquirer) != nullptr;
        });
    if (taken) brands.push_back(brand);
  }
  return brands;
}

const CardRange* find_range(const Book& book, const acquiring::Acquirers& acquirers,
                            std::string_view bin) {
  for (const auto& contract : book.contracts) {
    const auto* acquirer = acquirers.find(contract.acquirer);
    const auto* range = acquirer ? acquirer->ranges().find_prefix(bin) : nullptr;
    if (range) return range;
  }
  return nullptr;
}

}  // namespace

std::string describe_range(const Book& book, const acquiring::Acquirers& acquirers,
                           const Offer& offer, std::string_view bin) {
  const CardRange* range = find_range(book, acquirers, bin);
  JsonWriter json;
  json.begin_object();
  json.member("known", range != nullptr);
  json.begin_array("brands");
  if (range) {
    for (const auto& brand : accepted_brands(book, acquirers, offer, *range)) json.value(brand);
  }
  json.end_array();
  json.begin_array("lengths");
  if (range) {
    for (const int length : range->lengths) json.value(std::int64_t{length});
  }
  json.end_array();
  json.member("securityCodeLength", range ? range->security_code_length : 3);
  json.member("_type", "V4/Charge/CardRange");
  json.end_object();
  return json.take();
}

std::string describe_samples(const Book& book, const acquiring::Acquirers& acquirers) {
  std::set<std::string> asked;
  JsonWriter json;
  json.begin_object();
  json.begin_array("cards");
  for (const auto& contract : book.contracts) {
    const auto* acquirer = acquirers.find(contract.acquirer);
    if (book.mode != merchants::Mode::test || !acquirer) continue;
    if (!asked.insert(contract.acquirer).second) continue;
    for (const auto& card : acquirer->sample_cards()) {
      const auto pan = Pan::parse(card.number);
      const auto* range = pan ? acquirer->ranges().find(*pan) : nullptr;
      if (!range) continue;
      const bool taken = std::any_of(
          book.contracts.begin(), book.contracts.end(), [&](const Contract& candidate) {
            return std::any_of(
                range->brands.begin(), range->brands.end(),
                [&](const std::string& brand) { return contains(candidate.brands, brand); });
          });
      if (!taken) continue;
      json.begin_object();
      json.member("number", card.number);
      json.member("brand", card.brand);
      json.member("accepted", card.approved);
      json.member("scenario", card.scenario);
      json.member("securityCodeLength", range->security_code_length);
      json.member("badCheckDigit", !range->luhn);
      json.end_object();
    }
  }
  json.end_array();
  json.member("_type", "V4/Charge/SampleCards");
  json.end_object();
  return json.take();
}

}  // namespace guichet::form
