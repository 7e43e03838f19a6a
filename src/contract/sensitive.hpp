#pragma once

#include <cstddef>
#include <string>
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

/// Text of a request's address or headers, fit to be stored, signed, answered and logged: bytes
/// that are no UTF-8 replaced by U+FFFD (spec/ipn-and-signatures.md 3: a signed text is UTF-8), at
/// most `bytes_max` bytes, and `***` when it holds what looks like a card number.
std::string fit_to_show(std::string_view text, std::size_t bytes_max);

}  // namespace guichet::contract
