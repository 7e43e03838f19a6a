#pragma once

#include <string_view>

namespace guichet::contract {

/// True when `text` holds what looks like a card number: 13 to 19 digits with at most one space
/// or dash between two of them, a valid Luhn digit, and a beginning that card schemes use
/// (security-checklist.md 15).
///
/// Numbers that merely have the length do not count: a `+` in front (a telephone number), an
/// EAN-13 product code, a time stamp (no scheme begins with 0, 1, 7 or 20), digits inside a longer
/// word of letters and digits such as a token.
bool looks_like_card_number(std::string_view text);

}  // namespace guichet::contract
