#pragma once

#include <span>
#include <string_view>

namespace guichet::merchants {

/// The card brands of the platform's test cards (spec/test-data.md 2 and 7), CB first: what the
/// contract of a shop takes that names no brands.
std::span<const std::string_view> test_brands();

/// True for a meal voucher card (spec/payment-methods.md 3): it may grant less than it is asked.
bool is_meal_voucher_brand(std::string_view code);

/// True for a card brand of spec/payment-methods.md 2, or a voucher card of its section 3.
bool is_card_brand(std::string_view code);

}  // namespace guichet::merchants
