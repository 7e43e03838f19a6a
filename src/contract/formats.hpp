#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The scalar formats of spec/envelope.md 3.1, each as one question about a text.
namespace guichet::contract {

bool is_printable_ascii(std::string_view text);
bool is_digits(std::string_view text);
/// Optional minus and digits, within 64 bits; no sign `+`, space, fraction or exponent.
std::optional<std::int64_t> parse_integer(std::string_view text);
/// A number with at most two fraction digits, in hundredths: "21.5" gives 2150.
std::optional<std::int64_t> parse_hundredths(std::string_view text);
/// One `@` with something on both sides; no white space, control, quote or bracket.
bool is_email(std::string_view text);
/// Absolute http or https with a host; no white space, control, quote or angle bracket.
bool is_url(std::string_view text);
/// ISO 3166-1 alpha-2, upper case.
bool is_country(std::string_view text);
/// Two upper-case letters of "fr", "FR", "fr_FR" or "fr-fr"; nothing otherwise.
std::optional<std::string> parse_language(std::string_view text);
/// True for a member name that JavaScript orders before all others: a canonical array index.
bool is_index_key(std::string_view name);

}  // namespace guichet::contract
