#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "base/time.hpp"

namespace guichet {

/// A card number (ISO/IEC 7812-1): 8 to 19 digits, in memory only, never printable.
///
/// It cannot be printed, formatted, compared or serialised; `masked()` is what people and answers
/// may see, `expose_digits()` is for the vault and the acquirer port alone (the tidy check lists
/// the callers).
class Pan {
 public:
  /// Nothing unless `digits` is 8…19 ASCII digits. The Luhn check is the range table's business.
  static std::optional<Pan> parse(std::string_view digits);

  /// First 6, `X`…, last 4, full length (spec/payment-methods.md 4.3); below 12 digits the last
  /// 4 only, since both ends together would be the number.
  std::string masked() const;
  /// The first `count` (≤ 8) digits: the issuer identification number.
  std::string prefix(std::size_t count) const;
  std::size_t length() const { return digits_.expose().size(); }
  /// Modulus 10 check digit, ISO/IEC 7812-1 annex B.
  bool passes_luhn() const;
  std::string_view expose_digits() const { return digits_.expose(); }

  bool operator==(const Pan&) const = delete;

 private:
  explicit Pan(std::string_view digits) : digits_(digits) {}
  Secret digits_;
};

/// A card verification code: 3 or 4 digits. Never stored, sealed only for a moment (PCI DSS 3.3).
class SecurityCode {
 public:
  static std::optional<SecurityCode> parse(std::string_view digits);
  std::size_t length() const { return digits_.expose().size(); }
  std::string_view expose_digits() const { return digits_.expose(); }
  bool operator==(const SecurityCode&) const = delete;

 private:
  explicit SecurityCode(std::string_view digits) : digits_(digits) {}
  Secret digits_;
};

template <class Stream>
Stream& operator<<(Stream&, const Pan&) = delete;
template <class Stream>
Stream& operator<<(Stream&, const SecurityCode&) = delete;

/// Month and year a card is valid through, inclusive. `now` is read in UTC: a caller who follows
/// a shop's time zone adds its offset first.
struct Expiry {
  int month = 0;  // 1…12
  int year = 0;   // four digits
  bool is_past(Instant now) const;
};

/// What is known of a range of card numbers (spec/payment-methods.md 4.1).
struct CardRange {
  std::string prefix;                // digits; the longest match wins
  std::vector<std::string> brands;   // e.g. {"CB", "VISA"}: the first with a contract is effective
  std::vector<int> lengths;          // allowed number lengths
  int security_code_length = 3;      // 0: the brand has none
  std::string country;               // ISO 3166 alpha-2 of the issuer, or empty
  std::string issuer_code;           // or empty
  std::string issuer_name;           // or empty
  std::string product_code;          // or empty
  std::string product_category;      // DEBIT, CREDIT, PREPAID, CHARGE, or empty
  std::string nature;                // CONSUMER_CARD, COMMERCIAL_CARD, or empty
  bool luhn = true;                  // false: the check digit of this range is not checked
};

/// A table of ranges; immutable once built, shared freely between threads.
class CardRanges {
 public:
  explicit CardRanges(std::vector<CardRange> ranges);
  /// The longest range the number begins with, or null.
  const CardRange* find(const Pan& pan) const;
  const CardRange* find_prefix(std::string_view digits) const;
  const std::vector<CardRange>& all() const { return ranges_; }

 private:
  std::vector<CardRange> ranges_;  // longest prefix first
};

/// Days an authorisation of this brand may wait for its capture (spec/status-machine.md 5).
int authorisation_validity_days(std::string_view brand);

}  // namespace guichet
