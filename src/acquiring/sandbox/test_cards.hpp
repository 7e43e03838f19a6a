#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/card.hpp"

namespace guichet::acquiring {

/// What the issuer of a test card does (spec/test-data.md 2).
enum class CardBehaviour {
  approve,               // frictionless, not enrolled or outside 3-D Secure
  challenge,             // approved once authenticated, a soft decline before
  authentication_fails,  // never authenticated: a soft decline for ever
  challenge_then_refuse, // authenticated, and refused all the same
  refuse,                // refused with `code`
  token_only             // a card check is approved, any amount is refused with `code`
};

/// One published test number. The table and `test_ranges()` are the only test card numbers of the
/// program: the rest of the gateway learns what a card does from the acquirer's answer.
struct TestCard {
  std::string_view number;
  std::string_view brand;
  CardBehaviour behaviour;
  std::string_view code;      // acquirer code of refuse, challenge_then_refuse and token_only
  std::string_view scenario;  // for people: docs/reference/test-cards.md
};

std::span<const TestCard> test_cards();
/// Null when the number is not in the table. `digits` is not kept.
const TestCard* find_test_card(std::string_view digits);

/// The acquirer code 01…99 that a number of the families 4970119900CCxxxD and 5100019900CCxxxD
/// asks for (spec/test-data.md 3), or empty.
std::string_view refusal_family_code(std::string_view digits);
/// A Luhn-valid number of a family. `code` is two digits, 01…99.
std::string refusal_number(std::string_view code, bool mastercard = false);

/// True for the numbers of meal vouchers (spec/test-data.md 2.6): 502500 and a digit 1…5.
bool is_meal_voucher(std::string_view digits);
/// True for single-use virtual cards, 497049, all of which are accepted (2.6).
bool is_virtual_card(std::string_view digits);

/// True for every number the simulated issuers know: listed, of a family, voucher or virtual.
bool is_test_number(std::string_view digits);

/// The card ranges of the sandbox (spec/test-data.md 7, and those that 2.6 needs). Numbers with a
/// bad check digit have an entry of their own, so that everything else is checked (1.8).
CardRanges test_ranges();

/// Every test card and refusal family as a Markdown table: number, brand, outcome.
std::string describe_test_cards();

}  // namespace guichet::acquiring
