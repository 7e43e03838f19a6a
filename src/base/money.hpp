#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace guichet {

/// A currency the platform knows (spec/envelope.md 3.2): ISO 4217 alpha-3 and the platform's own
/// number of fraction digits, which is not always ISO's (CNY 1, KHR 0, LAK 0).
class Currency {
 public:
  /// Nothing when the platform does not know the code. Upper case only.
  static std::optional<Currency> find(std::string_view alpha3);
  /// Every currency of the platform, in alphabetical order.
  static std::vector<Currency> all();

  std::string_view code() const { return {code_, 3}; }
  int fraction_digits() const { return digits_; }
  friend bool operator==(const Currency& a, const Currency& b) { return a.code() == b.code(); }

 private:
  Currency(const char* code, int digits) : code_(code), digits_(digits) {}
  const char* code_;
  int digits_;
};

/// The largest amount the contract accepts: 12 digits (spec/envelope.md 3.1).
inline constexpr std::int64_t amount_max = 999'999'999'999;

/// An amount in the smallest unit of its currency. Arithmetic is checked: overflow, or mixing
/// currencies, is our own mistake and ends the process.
struct Money {
  std::int64_t minor = 0;
  Currency currency;

  Money plus(Money other) const;
  Money minus(Money other) const;
  friend bool operator==(const Money&, const Money&) = default;
};

/// "45.90 EUR", "990 JPY": for people, never parsed back.
std::string format_money(Money money);

}  // namespace guichet
