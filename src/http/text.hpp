#pragma once

#include <string>
#include <string_view>

/// Small rules about ASCII that several files of this room need. No locale anywhere.
namespace guichet::http {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

inline bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

inline std::string to_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

/// Without spaces and tabs at both ends (OWS, RFC 9110 5.6.3).
inline std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// True for a token (RFC 9110 5.6.2): what a field name or a method is made of.
inline bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  for (char c : text) {
    if (!is_digit(c) && !(lower(c) >= 'a' && lower(c) <= 'z') &&
        marks.find(c) == std::string_view::npos) {
      return false;
    }
  }
  return !text.empty();
}

/// True when a field value holds no control character but the tab (RFC 9110 5.5).
inline bool is_field_value(std::string_view text) {
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7f) return false;
  }
  return true;
}

/// True for what may stand in a Host field: a name, an address, a port (RFC 9110 7.2).
inline bool is_host_text(std::string_view text) {
  constexpr std::string_view marks = "-._~:[]%!$&'()*+,;=";
  for (char c : text) {
    if (!is_digit(c) && !(lower(c) >= 'a' && lower(c) <= 'z') &&
        marks.find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

}  // namespace guichet::http
