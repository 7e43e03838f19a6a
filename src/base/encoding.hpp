#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace guichet {

std::string to_hex(std::span<const std::uint8_t> bytes);
std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

/// Base64 (RFC 4648 4) with padding.
std::string to_base64(std::string_view bytes);
/// Strict base64: padding required, nothing after it, no white space.
std::optional<std::string> from_base64(std::string_view text);
/// Base64url (RFC 4648 5) without padding: fits in addresses and form fields.
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

/// application/x-www-form-urlencoded of one value, space as `+` (WHATWG URL 5.2).
std::string form_encode(std::string_view text);
/// The same at the end of `out`.
void append_form_encoded(std::string& out, std::string_view text);
/// Decodes `%hh` and `+`; nothing when a percent sequence is broken.
std::optional<std::string> form_decode(std::string_view text);

/// True for well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates.
bool is_utf8(std::string_view text);
/// `text` with each byte that is no part of well-formed UTF-8 replaced by U+FFFD.
std::string replace_invalid_utf8(std::string_view text);
/// Characters (code points) of well-formed UTF-8.
std::size_t utf8_length(std::string_view text);
/// At most `bytes_max` bytes of `text`, never cutting a character.
std::string_view utf8_prefix(std::string_view text, std::size_t bytes_max);

inline std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace guichet
