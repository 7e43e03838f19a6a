#include "acquiring/sandbox/test_cards.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/check.hpp"

namespace guichet::acquiring {

namespace {

using enum CardBehaviour;

constexpr std::string_view frictionless = "frictionless";
constexpr std::string_view frictionless_method = "frictionless with 3DS Method";
constexpr std::string_view challenged = "challenge";
constexpr std::string_view challenged_method = "challenge with 3DS Method";
constexpr std::string_view late_frictionless = "3DS Method too late, then frictionless";
constexpr std::string_view late_challenge = "3DS Method too late, then challenge";
constexpr std::string_view no_answer = "authentication never answers: accepted without guarantee";
constexpr std::string_view data_only = "data only succeeds";
constexpr std::string_view data_only_fails = "data only fails";
constexpr std::string_view accepted = "accepted";
constexpr std::string_view no_guarantee = "accepted without guarantee";
constexpr std::string_view not_enrolled = "accepted, cardholder not enrolled";
constexpr std::string_view not_authenticated = "authentication fails";
constexpr std::string_view limit = "limit exceeded";
constexpr std::string_view wrong_code = "wrong security code";
constexpr std::string_view refused = "refused";

constexpr TestCard cards[] = {
    // spec/test-data.md 2.1: 3-D Secure 2.
    {"4970110000000013", "VISA", approve, "", frictionless},
    {"5100010000002045", "MASTERCARD", approve, "", frictionless},
    {"375900000000008", "AMEX", approve, "", frictionless},
    {"4970110000001029", "VISA", approve, "", frictionless_method},
    {"4970115000000210", "VISA", approve, "", frictionless_method},
    {"5100010000000114", "MASTERCARD", approve, "", frictionless_method},
    {"375900000010007", "AMEX", approve, "", frictionless_method},
    {"4970110000000021", "VISA", challenge, "", challenged},
    {"5100010000000049", "MASTERCARD", challenge, "", challenged},
    {"375900000000016", "AMEX", challenge, "", challenged},
    {"4970110000001003", "VISA", challenge, "", challenged_method},
    {"4970115000000228", "VISA", challenge, "", challenged_method},
    {"5100010000000106", "MASTERCARD", challenge, "", challenged_method},
    {"375900000010015", "AMEX", challenge, "", challenged_method},
    {"375900000020006", "AMEX", approve, "", late_frictionless},
    {"4970110000002019", "VISA", challenge, "", late_challenge},
    {"5100010000001054", "MASTERCARD", challenge, "", late_challenge},
    {"375900000020014", "AMEX", challenge, "", late_challenge},
    {"4970110000000054", "VISA", approve, "", no_answer},
    {"5100010000000056", "MASTERCARD", approve, "", no_answer},
    {"375900000010254", "AMEX", approve, "", no_answer},
    {"4970110000000401", "VISA", authentication_fails, "", "issuer rejects the authentication"},
    {"4970110000000039", "VISA", challenge_then_refuse, "05", "challenge, then refused"},
    // 2.2: data only. 5100010000000114 and 5100010000002045 are above.
    {"5100010000002060", "MASTERCARD", authentication_fails, "", data_only_fails},
    {"4970115000002117", "VISA", approve, "", data_only},
    {"4970115000002133", "VISA", authentication_fails, "", data_only_fails},
    {"4970115000002141", "VISA", authentication_fails, "", data_only_fails},
    {"4970115000002125", "VISA", authentication_fails, "", data_only_fails},
    {"4379000000001110", "VISA", authentication_fails, "", data_only_fails},
    // 2.3: historical 3-D Secure 1 numbers, served as challenges.
    {"4970100000000022", "VISA", challenge, "", challenged},
    {"5970100300000026", "MASTERCARD", challenge, "", challenged},
    {"378283000000002", "AMEX", challenge, "", "challenge (bad check digit)"},
    // 2.4: outcomes of the authorisation.
    {"4970100000000055", "VISA", approve, "", no_guarantee},
    {"5970100300000067", "MASTERCARD", approve, "", no_guarantee},
    {"4970100000000048", "VISA", approve, "", not_enrolled},
    {"5970100300000042", "MASTERCARD", approve, "", not_enrolled},
    {"4970100000000014", "VISA", approve, "", accepted},
    {"5970100300000018", "MASTERCARD", approve, "", accepted},
    {"5970100300000034", "MASTERCARD", approve, "", "accepted, authentication attempt"},
    {"4970100000000063", "VISA", authentication_fails, "", not_authenticated},
    {"5970100300000075", "MASTERCARD", authentication_fails, "", not_authenticated},
    {"4970100000000071", "VISA", refuse, "51", limit},
    {"5970100300000083", "MASTERCARD", refuse, "51", limit},
    {"4970100000000089", "VISA", refuse, "82", wrong_code},
    {"5970100300000091", "MASTERCARD", refuse, "82", wrong_code},
    {"4970100000000113", "VISA", refuse, "05", refused},
    {"5970100300000109", "MASTERCARD", refuse, "05", refused},
    {"4970101000001002", "VISA", token_only, "51", "token accepted, payments over the limit"},
    {"4051700000003926", "VISA", approve, "", "accepted (JPY)"},
    {"4515450000004140", "VISA", approve, "", "accepted (KWD)"},
    {"36000000000008", "DINERS", approve, "", accepted},
    {"36000000000057", "DINERS", refuse, "05", refused},
    {"36000100000106", "DINERS", approve, "", frictionless_method},
    {"36000100000130", "DINERS", challenge, "", challenged_method},
    {"36000100000064", "DINERS", approve, "", no_answer},
    {"6550010000000042", "ELO", approve, "", frictionless},
    {"6550010000000109", "ELO", approve, "", frictionless_method},
    {"6550010000000117", "ELO", approve, "", late_frictionless},
    {"6550010000000026", "ELO", challenge, "", challenged},
    {"6550010000000133", "ELO", challenge, "", challenged_method},
    {"6550010000000141", "ELO", challenge, "", late_challenge},
    {"6550010000000067", "ELO", approve, "", no_answer},
    {"4970100000000003", "VISA", approve, "", "accepted (bad check digit)"},
    {"4970100000000000", "VISA", approve, "", "frictionless (bad check digit)"},
    {"4970100000000009", "VISA", challenge, "", "challenge (bad check digit)"},
    // 2.5: debit brands.
    {"5000550000000052", "MAESTRO", approve, "", accepted},
    {"5000550000000060", "MAESTRO", authentication_fails, "", not_authenticated},
    {"5000550000000078", "MAESTRO", refuse, "51", limit},
    {"5000551000000415", "MAESTRO", challenge, "", challenged_method},
    {"4917480000000057", "VISA_ELECTRON", approve, "", accepted},
    {"4917480000000065", "VISA_ELECTRON", authentication_fails, "", not_authenticated},
    {"4917480000000073", "VISA_ELECTRON", refuse, "51", limit},
    {"4917481000000402", "VISA_ELECTRON", challenge, "", challenged_method},
    // 2.6: brands without a published number.
    {"4970490000000001", "E-CARTEBLEUE", approve, "", "accepted, as every number under 497049"},
    {"6703444444444449", "BANCONTACT", challenge, "", challenged},
    {"6799990100000000019", "MAESTRO", approve, "", "accepted (19 digits)"},
    {"3528000000000007", "JCB", approve, "", accepted},
    {"6011000000000004", "DISCOVER", approve, "", accepted},
    {"6240008631401148", "UNION_PAY", approve, "", accepted},
};

constexpr std::string_view visa_family = "4970119900";
constexpr std::string_view mastercard_family = "5100019900";
constexpr std::size_t family_length = 16;

struct Voucher {
  std::string_view prefix;
  std::string_view brand;
};
constexpr Voucher vouchers[] = {{"5025001", "CONECS"},
                                {"5025002", "APETIZ"},
                                {"5025003", "CHQ_DEJ"},
                                {"5025004", "SODEXO"},
                                {"5025005", "EDENRED"}};
constexpr std::string_view virtual_card_prefix = "497049";

constexpr const char* issuer_code = "17807";
constexpr const char* issuer_name = "BANQUE DU BAC A SABLE";

struct RangeRow {
  const char* prefix;
  std::vector<std::string> brands;
  std::vector<int> lengths;
  int security_code_length;
  const char* country;
  const char* product_code;
  const char* product_category;
};

CardRange make_range(const RangeRow& row) {
  CardRange range;
  range.prefix = row.prefix;
  range.brands = row.brands;
  range.lengths = row.lengths;
  range.security_code_length = row.security_code_length;
  range.country = row.country;
  range.issuer_code = issuer_code;
  range.issuer_name = issuer_name;
  range.product_code = row.product_code;
  range.product_category = row.product_category;
  range.nature = "CONSUMER_CARD";
  return range;
}

std::vector<RangeRow> range_rows() {
  return {
      {"497010", {"CB", "VISA"}, {16}, 3, "FR", "F", "DEBIT"},
      {"497011", {"CB", "VISA"}, {16}, 3, "FR", "F", "DEBIT"},
      {"497049", {"E-CARTEBLEUE"}, {16}, 3, "FR", "", "DEBIT"},
      {"491748", {"CB", "VISA_ELECTRON"}, {16}, 3, "FR", "", "DEBIT"},
      {"510001", {"CB", "MASTERCARD"}, {16}, 3, "FR", "", "DEBIT"},
      {"597010", {"CB", "MASTERCARD"}, {16}, 3, "FR", "", "DEBIT"},
      {"500055", {"CB", "MAESTRO"}, {16}, 3, "FR", "", "DEBIT"},
      {"3759", {"AMEX"}, {15}, 4, "FR", "", "CHARGE"},
      {"3782", {"AMEX"}, {15}, 4, "US", "", "CHARGE"},
      {"360000", {"DINERS"}, {14}, 3, "US", "", "CHARGE"},
      {"360001", {"DINERS"}, {14}, 3, "US", "", "CHARGE"},
      {"655001", {"ELO"}, {16}, 3, "BR", "", "CREDIT"},
      {"405170", {"VISA"}, {16}, 3, "JP", "", "CREDIT"},
      {"451545", {"VISA"}, {16}, 3, "KW", "", "CREDIT"},
      {"437900", {"VISA"}, {16}, 3, "FR", "", "CREDIT"},
      {"670344", {"BANCONTACT"}, {16}, 0, "BE", "", "DEBIT"},
      {"679999", {"MAESTRO"}, {19}, 3, "FR", "", "DEBIT"},
      {"352800", {"JCB"}, {16}, 3, "JP", "", "CREDIT"},
      {"601100", {"DISCOVER"}, {16}, 3, "US", "", "CREDIT"},
      {"624000", {"UNION_PAY"}, {16}, 3, "CN", "", "CREDIT"},
  };
}

/// The check digit that makes `digits` + it valid (ISO/IEC 7812-1 annex B).
char luhn_digit(std::string_view digits) {
  int sum = 0;
  bool doubled = true;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it, doubled = !doubled) {
    int digit = *it - '0';
    if (doubled) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

bool has_bad_check_digit(std::string_view number) {
  return luhn_digit(number.substr(0, number.size() - 1)) != number.back();
}

std::string outcome_of(const TestCard& card) {
  switch (card.behaviour) {
    case approve: return "approved";
    case challenge: return "81 until authenticated, then approved";
    case authentication_fails: return "81";
    case challenge_then_refuse:
      return "81 until authenticated, then " + std::string(card.code);
    case refuse: return std::string(card.code);
    case token_only: return "card check approved, else " + std::string(card.code);
  }
  return {};
}

std::string table_row(std::string_view number, std::string_view brand, std::string_view outcome) {
  std::string row = "| " + std::string(number);
  row.append(number.size() < 19 ? 19 - number.size() : 0, ' ');
  row += " | " + std::string(brand);
  row.append(brand.size() < 13 ? 13 - brand.size() : 0, ' ');
  return row + " | " + std::string(outcome) + " |\n";
}

}  // namespace

std::span<const TestCard> test_cards() { return cards; }

const TestCard* find_test_card(std::string_view digits) {
  const auto it = std::ranges::find(cards, digits, &TestCard::number);
  return it == std::end(cards) ? nullptr : it;
}

std::string_view refusal_family_code(std::string_view digits) {
  if (digits.size() != family_length) return {};
  if (!digits.starts_with(visa_family) && !digits.starts_with(mastercard_family)) return {};
  const auto code = digits.substr(visa_family.size(), 2);
  return code == "00" ? std::string_view{} : code;
}

std::string refusal_number(std::string_view code, bool mastercard) {
  check(code.size() == 2, "a refusal family has a code of two digits");
  auto number = std::string(mastercard ? mastercard_family : visa_family);
  number.append(code).append("000");
  number.push_back(luhn_digit(number));
  return number;
}

bool is_meal_voucher(std::string_view digits) {
  return std::ranges::any_of(vouchers,
                             [digits](const Voucher& v) { return digits.starts_with(v.prefix); });
}

bool is_virtual_card(std::string_view digits) { return digits.starts_with(virtual_card_prefix); }

bool is_test_number(std::string_view digits) {
  return find_test_card(digits) != nullptr || !refusal_family_code(digits).empty() ||
         is_meal_voucher(digits) || is_virtual_card(digits);
}

CardRanges test_ranges() {
  std::vector<CardRange> ranges;
  for (const auto& row : range_rows()) ranges.push_back(make_range(row));
  for (const auto& voucher : vouchers) {
    auto range = make_range({"", {}, {16, 17, 18, 19}, 3, "FR", "", "PREPAID"});
    range.prefix = voucher.prefix;
    range.brands = {std::string(voucher.brand)};
    ranges.push_back(std::move(range));
  }
  const auto listed = ranges.size();
  for (const auto& card : cards) {
    if (!has_bad_check_digit(card.number)) continue;
    for (std::size_t i = 0; i < listed; ++i) {
      if (!card.number.starts_with(ranges[i].prefix)) continue;
      auto single = ranges[i];
      single.prefix = card.number;
      single.luhn = false;
      ranges.push_back(std::move(single));
      break;
    }
  }
  return CardRanges(std::move(ranges));
}

std::string describe_test_cards() {
  std::string out = table_row("Number", "Brand", "Outcome");
  out += "|---------------------|---------------|---------|\n";
  for (const auto& card : cards) {
    out += table_row(card.number, card.brand, std::string(card.scenario) + ": " + outcome_of(card));
  }
  for (const auto& voucher : vouchers) {
    std::string number(voucher.prefix);
    number.append(family_length - 1 - number.size(), '0');
    number.push_back(luhn_digit(number));
    out += table_row(number, voucher.brand,
                     "meal voucher: EUR 1.50 to EUR 25.00 a day, 10 above (partial approval)");
  }
  for (const auto* family : {&visa_family, &mastercard_family}) {
    const bool mastercard = family == &mastercard_family;
    const auto* brand = mastercard ? "MASTERCARD" : "VISA";
    for (int i = 1; i <= 99; ++i) {
      const std::string code{static_cast<char>('0' + i / 10), static_cast<char>('0' + i % 10)};
      std::string outcome = code;
      if (i == 68) outcome += ", after a slow answer";
      if (i == 81) outcome += " until authenticated (1A without a buyer), then approved";
      out += table_row(refusal_number(code, mastercard), brand, outcome);
    }
  }
  return out;
}

}  // namespace guichet::acquiring
