#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "acquiring/acquirer.hpp"
#include "merchants/shop.hpp"

namespace guichet::form {

/// What a payment may be made with.
struct Offer {
  std::string_view currency;        // ISO alpha-3
  std::vector<std::string> brands;  // of `paymentMethods`; empty: all
};

/// V4/Charge/CardRange: what the shop's acquirers know of the cards that begin with `bin` (6 to 8
/// digits), and which of their networks the shop takes for `offer`, its preferred one first. For
/// a shop that takes none of them, `brands` is empty; an unknown range has `known` false.
std::string describe_range(const merchants::Book& book, const acquiring::Acquirers& acquirers,
                           const Offer& offer, std::string_view bin);

/// V4/Charge/SampleCards: the cards that the acquirers of the shop's contracts offer for trying,
/// those of brands it takes. A PRODUCTION book has none.
std::string describe_samples(const merchants::Book& book, const acquiring::Acquirers& acquirers);

}  // namespace guichet::form
