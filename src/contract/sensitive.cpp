#include "contract/sensitive.hpp"

#include <algorithm>
#include <cstddef>

#include "base/encoding.hpp"
#include "base/secret.hpp"

namespace guichet::contract {
namespace {

constexpr std::size_t digits_min = 13;
constexpr std::size_t digits_max = 19;
constexpr std::size_t token_chars_min = 24;  // a word this long with letters in it is an opaque id

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool passes_luhn(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int value = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) value = value * 2 > 9 ? value * 2 - 9 : value * 2;
    sum += value;
  }
  return sum % 10 == 0;
}

bool passes_ean13(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
  return digits.size() == 13 && sum % 10 == 0;
}

/// First digits that schemes use, with the lengths they use them at (ISO/IEC 7812-1, coarsely).
bool begins_like_a_card(std::string_view digits) {
  switch (digits[0]) {
    case '2': return digits.size() >= 16 && digits[1] != '0';  // 20…: a date
    case '3': return digits.size() >= 14 && digits[1] != '1' && digits[1] != '2';
    case '4':
    case '5':
    case '6': return true;
    case '7':
    case '8':
    case '9': return digits.size() >= 16;  // domestic and gift cards
    default: return false;                 // 0: a telephone number; 1: a time stamp
  }
}

bool is_card(std::string_view digits) {
  return digits.size() >= digits_min && digits.size() <= digits_max &&
         begins_like_a_card(digits) && passes_luhn(digits) && !passes_ean13(digits);
}

/// The digits at `start` and after it, group by group; true when some prefix of groups is a card.
bool card_begins_at(std::string_view text, std::size_t start) {
  char digits[digits_max];
  std::size_t count = 0;
  std::size_t at = start;
  bool found = false;
  while (at < text.size() && is_digit(text[at])) {
    while (at < text.size() && is_digit(text[at]) && count < digits_max) {
      digits[count++] = text[at++];
    }
    if (at < text.size() && is_digit(text[at])) break;  // more than 19
    if (is_card({digits, count})) {
      found = true;
      break;
    }
    if (at + 1 < text.size() && (text[at] == ' ' || text[at] == '-')) ++at;
  }
  wipe(digits, sizeof digits);
  return found;
}

/// The whole word of letters and digits around `at`.
std::string_view word_around(std::string_view text, std::size_t at) {
  std::size_t first = at;
  std::size_t last = at;
  while (first > 0 && is_word(text[first - 1])) --first;
  while (last < text.size() && is_word(text[last])) ++last;
  return text.substr(first, last - first);
}

}  // namespace

bool looks_like_card_number(std::string_view text) {
  if (text.size() < digits_min) return false;
  std::size_t at = 0;
  while (at < text.size()) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    const std::string_view word = word_around(text, at);
    const bool opaque = word.size() >= token_chars_min && !std::all_of(word.begin(), word.end(),
                                                                       is_digit);
    const bool telephone = at > 0 && text[at - 1] == '+';
    if (!opaque && !telephone && card_begins_at(text, at)) return true;
    if (opaque) {
      // Past the word: looking around from each of its digits would cost a square.
      at = static_cast<std::size_t>(word.data() + word.size() - text.data());
    } else {
      while (at < text.size() && is_digit(text[at])) ++at;
    }
  }
  return false;
}

std::string fit_to_show(std::string_view text, std::size_t bytes_max) {
  if (looks_like_card_number(text)) return "***";
  std::string shown = replace_invalid_utf8(text);
  shown.resize(utf8_prefix(shown, bytes_max).size());
  return shown;
}

}  // namespace guichet::contract
