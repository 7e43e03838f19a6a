#include "base/money.hpp"

#include <algorithm>
#include <iterator>

#include "base/check.hpp"

namespace guichet {

namespace {

struct Row {
  const char* code;
  int digits;
};

// spec/envelope.md 3.2, in alphabetical order. CNY, KHR and LAK are the platform's, not ISO's.
constexpr Row table[] = {
    {"ARS", 2}, {"AUD", 2}, {"BGN", 2}, {"BRL", 2}, {"CAD", 2}, {"CHF", 2}, {"CNY", 1},
    {"COP", 2}, {"CZK", 2}, {"DJF", 0}, {"DKK", 2}, {"EUR", 2}, {"FJD", 2}, {"GBP", 2},
    {"HKD", 2}, {"HRK", 2}, {"HUF", 2}, {"IDR", 2}, {"INR", 2}, {"JPY", 0}, {"KHR", 0},
    {"KRW", 0}, {"KWD", 3}, {"LAK", 0}, {"MAD", 2}, {"MXN", 2}, {"MYR", 2}, {"NOK", 2},
    {"NZD", 2}, {"PEN", 2}, {"PHP", 2}, {"PLN", 2}, {"RON", 2}, {"RUB", 2}, {"SBD", 2},
    {"SEK", 2}, {"SGD", 2}, {"THB", 2}, {"TND", 3}, {"TRY", 2}, {"TWD", 2}, {"USD", 2},
    {"VUV", 0}, {"XOF", 0}, {"XPF", 0}, {"ZAR", 2},
};

constexpr bool before(const Row& row, std::string_view code) {
  return std::string_view(row.code) < code;
}

constexpr bool in_order() {
  for (std::size_t i = 1; i < std::size(table); ++i) {
    if (!before(table[i - 1], table[i].code)) return false;
  }
  return true;
}
static_assert(in_order(), "the binary search below needs the table in order");

}  // namespace

std::optional<Currency> Currency::find(std::string_view alpha3) {
  const auto* row = std::lower_bound(std::begin(table), std::end(table), alpha3, before);
  if (row == std::end(table) || row->code != alpha3) return std::nullopt;
  return Currency(row->code, row->digits);
}

std::vector<Currency> Currency::all() {
  std::vector<Currency> currencies;
  for (const Row& row : table) currencies.push_back(Currency(row.code, row.digits));
  return currencies;
}

Money Money::plus(Money other) const {
  check(currency == other.currency, "Money: currencies differ");
  Money sum = *this;
  check(!__builtin_add_overflow(minor, other.minor, &sum.minor), "Money: overflow");
  return sum;
}

Money Money::minus(Money other) const {
  check(currency == other.currency, "Money: currencies differ");
  Money difference = *this;
  check(!__builtin_sub_overflow(minor, other.minor, &difference.minor), "Money: overflow");
  return difference;
}

std::string format_money(Money money) {
  const bool negative = money.minor < 0;
  // Negated as unsigned: the smallest integer has no positive twin.
  const auto bits = static_cast<std::uint64_t>(money.minor);
  std::string digits = std::to_string(negative ? 0 - bits : bits);
  const auto fraction = static_cast<std::size_t>(money.currency.fraction_digits());
  if (fraction > 0) {
    if (digits.size() <= fraction) digits.insert(0, fraction + 1 - digits.size(), '0');
    digits.insert(digits.size() - fraction, 1, '.');
  }
  if (negative) digits.insert(0, 1, '-');
  digits.push_back(' ');
  digits.append(money.currency.code());
  return digits;
}

}  // namespace guichet
