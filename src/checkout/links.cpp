#include "checkout/links.hpp"

#include <algorithm>
#include <array>

namespace guichet::checkout {

namespace {
constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t code_chars = 26;  // 130 bits, of which the last two are zero
}  // namespace

std::string make_link_code(Random& random) {
  std::array<std::uint8_t, 17> bytes{};
  random.fill(std::span(bytes).first(16));
  std::string code;
  for (std::size_t bit = 0; code.size() < code_chars; bit += 5) {
    const unsigned window = static_cast<unsigned>(bytes[bit / 8]) << 8 | bytes[bit / 8 + 1];
    code.push_back(alphabet[window >> (11 - bit % 8) & 31]);
  }
  return code;
}

bool is_link_code(std::string_view text) {
  return text.size() == code_chars && std::all_of(text.begin(), text.end(), [](char c) {
           return alphabet.find(c) != std::string_view::npos;
         });
}

}  // namespace guichet::checkout
