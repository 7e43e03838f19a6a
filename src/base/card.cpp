#include "base/card.hpp"

#include <algorithm>

namespace guichet {

namespace {

constexpr std::size_t pan_digits_min = 8;
constexpr std::size_t pan_digits_max = 19;
constexpr std::size_t shown_first = 6;
constexpr std::size_t shown_last = 4;
// Below this length the first 6 and the last 4 together would give (nearly) all away.
constexpr std::size_t length_showing_both_min = 12;

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Longest prefix first, then by prefix: what both the constructor and the search order by.
struct LongestFirst {
  bool operator()(std::string_view a, std::string_view b) const {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  }
};

}  // namespace

std::optional<Pan> Pan::parse(std::string_view digits) {
  if (digits.size() < pan_digits_min || digits.size() > pan_digits_max || !all_digits(digits)) {
    return std::nullopt;
  }
  return Pan(digits);
}

std::string Pan::masked() const {
  const auto digits = digits_.expose();
  const std::size_t first = digits.size() < length_showing_both_min ? 0 : shown_first;
  std::string out(digits.size(), 'X');
  out.replace(0, first, digits.substr(0, first));
  out.replace(digits.size() - shown_last, shown_last, digits.substr(digits.size() - shown_last));
  return out;
}

std::string Pan::prefix(std::size_t count) const {
  return std::string(digits_.expose().substr(0, std::min<std::size_t>(count, 8)));
}

bool Pan::passes_luhn() const {
  int sum = 0;
  bool doubled = false;
  const auto digits = digits_.expose();
  for (auto it = digits.rbegin(); it != digits.rend(); ++it, doubled = !doubled) {
    const int digit = *it - '0';
    sum += !doubled ? digit : digit < 5 ? 2 * digit : 2 * digit - 9;
  }
  return sum % 10 == 0;
}

std::optional<SecurityCode> SecurityCode::parse(std::string_view digits) {
  if ((digits.size() != 3 && digits.size() != 4) || !all_digits(digits)) return std::nullopt;
  return SecurityCode(digits);
}

bool Expiry::is_past(Instant now) const {
  const auto [this_year, this_month] = year_month(now);
  return year != this_year ? year < this_year : month < this_month;
}

CardRanges::CardRanges(std::vector<CardRange> ranges) : ranges_(std::move(ranges)) {
  // Stable: of two rows with one prefix the first given wins.
  std::stable_sort(ranges_.begin(), ranges_.end(), [](const CardRange& a, const CardRange& b) {
    return LongestFirst()(a.prefix, b.prefix);
  });
}

const CardRange* CardRanges::find(const Pan& pan) const { return find_prefix(pan.expose_digits()); }

const CardRange* CardRanges::find_prefix(std::string_view digits) const {
  if (ranges_.empty()) return nullptr;
  const auto longest = std::min(digits.size(), ranges_.front().prefix.size());
  // One binary search for each possible length, so that a table of issuers may be large.
  for (std::size_t length = longest; length + 1 > 0; --length) {
    const auto wanted = digits.substr(0, length);
    const auto it = std::lower_bound(ranges_.begin(), ranges_.end(), wanted,
                                     [](const CardRange& range, std::string_view key) {
                                       return LongestFirst()(range.prefix, key);
                                     });
    if (it != ranges_.end() && it->prefix == wanted) return &*it;
  }
  return nullptr;
}

int authorisation_validity_days(std::string_view brand) { return brand == "MAESTRO" ? 30 : 7; }

}  // namespace guichet
