#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/card.hpp"
#include "base/check.hpp"

/// A card number and a security code as they arrive: taken or not, and never shown.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace guichet;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const bool digits = text.find_first_not_of("0123456789") == std::string_view::npos;
  const auto pan = Pan::parse(text);
  check(pan.has_value() == (digits && size >= 8 && size <= 19), "8 to 19 digits are a number");
  if (pan) {
    const std::string masked = pan->masked();
    check(masked.size() == size, "a mask of another length");
    check(masked.substr(size - 4) == text.substr(size - 4), "the last four digits are shown");
    const auto hidden = std::count(masked.begin(), masked.end(), 'X');
    check(hidden >= static_cast<std::ptrdiff_t>(size) - 10 && hidden >= 2, "too much is shown");
    check(pan->prefix(6) == text.substr(0, 6), "the prefix is not the number's");
    // Exactly one last digit satisfies the check.
    int passing = 0;
    for (char last = '0'; last <= '9'; ++last) {
      std::string other(text);
      other.back() = last;
      passing += Pan::parse(other)->passes_luhn() ? 1 : 0;
    }
    check(passing == 1, "the check digit is not unique");
  }
  const auto code = SecurityCode::parse(text);
  check(code.has_value() == (digits && (size == 3 || size == 4)), "3 or 4 digits are a code");
  return 0;
}
