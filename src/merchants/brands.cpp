#include "merchants/brands.hpp"

#include <algorithm>

namespace guichet::merchants {

namespace {

// The brands of the test cards come first; the others follow.
constexpr std::string_view brands[] = {
    "CB",         "VISA",       "MASTERCARD",   "MAESTRO",   "VISA_ELECTRON",    "VPAY",
    "E-CARTEBLEUE", "AMEX",     "DINERS",       "DISCOVER",  "JCB",              "UNION_PAY",
    "BANCONTACT", "ELO",        "CONECS",       "APETIZ",    "CHQ_DEJ",          "SODEXO",
    "EDENRED",
    "VISA_DEBIT", "MASTERCARD_DEBIT", "HIPER",  "HIPERCARD", "SOROCRED",         "CABAL",
    "NARANJA",    "CARNET",     "MC_CORDOBESA", "PRV_BDP",   "PRV_BDT",          "PRV_OPT",
    "PRV_SMART_CARD", "PRV_SOC"};
constexpr std::size_t test_brand_count = 19;
static_assert(brands[test_brand_count - 1] == "EDENRED");

}  // namespace

std::span<const std::string_view> test_brands() {
  return std::span(brands).first(test_brand_count);
}

bool is_meal_voucher_brand(std::string_view code) {
  constexpr std::string_view vouchers[] = {"CONECS", "APETIZ", "CHQ_DEJ", "SODEXO"};
  return code.starts_with("EDENRED") ||
         std::find(std::begin(vouchers), std::end(vouchers), code) != std::end(vouchers);
}

bool is_card_brand(std::string_view code) {
  return std::find(std::begin(brands), std::end(brands), code) != std::end(brands);
}

}  // namespace guichet::merchants
