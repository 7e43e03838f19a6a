#include "base/encoding.hpp"

#include <array>
#include <cstring>

namespace guichet {

namespace {

constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr char hex_digits[] = "0123456789abcdef";

constexpr std::array<std::int8_t, 256> reverse_of(std::string_view alphabet) {
  std::array<std::int8_t, 256> table{};
  for (auto& entry : table) entry = -1;
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  }
  return table;
}

struct FormByte {
  char text[4];
  std::size_t length;
};

constexpr std::array<FormByte, 256> form_bytes = [] {
  constexpr char upper[] = "0123456789ABCDEF";
  std::array<FormByte, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = {{'%', upper[i >> 4], upper[i & 15], 0}, 3};
  }
  for (const char c : base64_alphabet.substr(0, 62)) {
    table[static_cast<unsigned char>(c)] = {{c}, 1};
  }
  for (const char c : {'-', '.', '_', '*'}) table[static_cast<unsigned char>(c)] = {{c}, 1};
  table[' '] = {{'+'}, 1};
  return table;
}();

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string encode64(std::string_view bytes, std::string_view alphabet, bool padded) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::size_t i = 0;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    for (int shift = 18; shift >= 0; shift -= 6) out.push_back(alphabet[group >> shift & 63]);
  }
  const std::size_t left = bytes.size() - i;
  if (left == 0) return out;
  const std::uint32_t group = byte(i) << 16 | (left == 2 ? byte(i + 1) << 8 : 0);
  out.push_back(alphabet[group >> 18 & 63]);
  out.push_back(alphabet[group >> 12 & 63]);
  if (left == 2) out.push_back(alphabet[group >> 6 & 63]);
  if (padded) out.append(3 - left, '=');
  return out;
}

/// `text` without padding; refuses non-zero bits left over, so that each value has one spelling.
std::optional<std::string> decode64(std::string_view text,
                                    const std::array<std::int8_t, 256>& reverse) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : text) {
    const int value = reverse[static_cast<unsigned char>(c)];
    if (value < 0) return std::nullopt;
    group = group << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<char>(group >> bits & 0xff));
    }
  }
  if ((group & ((1u << bits) - 1)) != 0) return std::nullopt;
  return out;
}

/// Length of the well-formed UTF-8 sequence at `at`, or 0.
std::size_t utf8_sequence(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return 1;
  std::size_t length = 0;
  std::uint32_t code = 0, least = 0;
  if ((lead & 0xe0) == 0xc0) { length = 2; code = lead & 0x1f; least = 0x80; }
  else if ((lead & 0xf0) == 0xe0) { length = 3; code = lead & 0x0f; least = 0x800; }
  else if ((lead & 0xf8) == 0xf0) { length = 4; code = lead & 0x07; least = 0x10000; }
  else return 0;
  if (at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return 0;
    code = code << 6 | (byte(at + i) & 0x3f);
  }
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  return code < least || code > 0x10ffff || surrogate ? 0 : length;
}

}  // namespace

std::string to_hex(std::span<const std::uint8_t> bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    out.push_back(hex_digits[byte >> 4]);
    out.push_back(hex_digits[byte & 15]);
  }
  return out;
}

std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]), low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return out;
}

std::string to_base64(std::string_view bytes) { return encode64(bytes, base64_alphabet, true); }
std::string to_base64url(std::string_view bytes) {
  return encode64(bytes, base64url_alphabet, false);
}

std::optional<std::string> from_base64(std::string_view text) {
  static constexpr auto reverse = reverse_of(base64_alphabet);
  if (text.size() % 4 != 0) return std::nullopt;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return decode64(text, reverse);
}

std::optional<std::string> from_base64url(std::string_view text) {
  static constexpr auto reverse = reverse_of(base64url_alphabet);
  return decode64(text, reverse);
}

std::string form_encode(std::string_view text) {
  std::string out;
  append_form_encoded(out, text);
  return out;
}

void append_form_encoded(std::string& out, std::string_view text) {
  // Four bytes are stored for each one, of which one or three count: no branch depends on the text.
  const std::size_t before = out.size();
  out.resize(before + text.size() * 3 + 1);
  char* at = out.data() + before;
  for (const char c : text) {
    const FormByte& byte = form_bytes[static_cast<unsigned char>(c)];
    std::memcpy(at, byte.text, sizeof byte.text);
    at += byte.length;
  }
  out.resize(static_cast<std::size_t>(at - out.data()));
}

std::optional<std::string> form_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out.push_back(' ');
    } else if (text[i] != '%') {
      out.push_back(text[i]);
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out.push_back(static_cast<char>(high << 4 | low));
      i += 2;
    }
  }
  return out;
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto length = utf8_sequence(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string replace_invalid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto length = utf8_sequence(text, at);
    out.append(length == 0 ? "\xef\xbf\xbd" : text.substr(at, length));
    at += length == 0 ? 1 : length;
  }
  return out;
}

std::size_t utf8_length(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

std::string_view utf8_prefix(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace guichet
