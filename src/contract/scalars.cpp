#include <charconv>
#include <cmath>

#include "base/encoding.hpp"
#include "base/money.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "contract/decoder.hpp"
#include "contract/formats.hpp"

namespace guichet::contract {
namespace {

using boost::json::kind;
using boost::json::value;

constexpr double exact_integers_max = 9007199254740992.0;  // 2^53: beyond, digits are lost

bool length_fits(std::string_view text, const Field& field) {
  const auto length = static_cast<std::int64_t>(
      text.size() <= static_cast<std::size_t>(field.min) ? text.size() : utf8_length(text));
  return length >= field.min && length <= field.max;
}

value make_text(std::string_view text) {
  return value(boost::json::string_view(text.data(), text.size()));
}

/// Numbers and digit texts; 10.0 and 1e3 are no integers (spec/envelope.md 3.1, no decimals).
std::optional<std::int64_t> as_integer(const value& v) {
  if (v.is_int64()) return v.get_int64();
  if (v.is_string()) return parse_integer(v.get_string());
  return std::nullopt;
}

std::optional<bool> as_boolean(const value& v) {
  if (v.is_bool()) return v.get_bool();
  if (!v.is_string()) return std::nullopt;
  if (v.get_string() == "true") return true;
  if (v.get_string() == "false") return false;
  return std::nullopt;
}

/// At most two fraction digits, the text of the request kept.
std::optional<std::string> as_decimal(const value& v, const Field& field) {
  std::string text;
  if (v.is_double()) {
    // The nearest hundredth, unless the number has more digits than that.
    const double hundredths = v.get_double() * 100;
    if (!(std::fabs(hundredths) < exact_integers_max)) return std::nullopt;
    const std::int64_t rounded = std::llround(hundredths);
    if (std::fabs(hundredths - static_cast<double>(rounded)) > 1e-6) return std::nullopt;
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits,
                                   static_cast<double>(rounded) / 100, std::chars_format::fixed);
    text.assign(digits, end.ptr);
  } else {
    char digits[32];
    const auto seen = as_text(v, digits);
    if (!seen) return std::nullopt;
    text = *seen;
  }
  const auto hundredths = parse_hundredths(text);
  if (!hundredths || *hundredths < field.min * 100 || *hundredths > field.max * 100) {
    return std::nullopt;
  }
  return text;
}

bool is_literal(std::string_view text, const Field& field) {
  for (const std::string_view literal : field.literals) {
    if (literal == text) return true;
  }
  return false;
}

/// What the kind asks of a text, its length apart.
bool text_fits(std::string_view text, const Field& field) {
  switch (field.kind) {
    case Kind::text: return length_fits(text, field);
    case Kind::ascii: return length_fits(text, field) && is_printable_ascii(text);
    case Kind::choice: return is_literal(text, field);
    case Kind::url: return length_fits(text, field) && is_url(text);
    case Kind::email: return length_fits(text, field) && is_email(text);
    case Kind::country: return is_country(text);
    case Kind::currency: return Currency::find(text).has_value();
    case Kind::uuid: return is_uuid(text);
    case Kind::digits: return length_fits(text, field) && is_digits(text);
    default: return false;
  }
}

bool may_hold_anything(Kind kind) {
  return kind == Kind::text || kind == Kind::ascii || kind == Kind::url || kind == Kind::email;
}

}  // namespace

std::optional<std::string_view> as_text(const value& v, char (&digits)[32]) {
  switch (v.kind()) {
    case kind::string: return std::string_view(v.get_string());
    case kind::int64: {
      const auto end = std::to_chars(digits, digits + sizeof digits, v.get_int64()).ptr;
      return std::string_view(digits, static_cast<std::size_t>(end - digits));
    }
    case kind::uint64: {
      const auto end = std::to_chars(digits, digits + sizeof digits, v.get_uint64()).ptr;
      return std::string_view(digits, static_cast<std::size_t>(end - digits));
    }
    case kind::double_: {
      if (!(std::fabs(v.get_double()) < exact_integers_max)) return std::nullopt;
      // 15 digits: what a parser that is off by one in the last place still gets right.
      const auto end = std::to_chars(digits, digits + sizeof digits, v.get_double(),
                                     std::chars_format::general, 15).ptr;
      return std::string_view(digits, static_cast<std::size_t>(end - digits));
    }
    default: return std::nullopt;
  }
}

value read_scalar(const value& v, const Field& field, const ValuePath& path) {
  switch (field.kind) {
    case Kind::integer:
      if (const auto number = as_integer(v); number && *number >= field.min &&
                                             *number <= field.max) {
        return value(*number);
      }
      break;
    case Kind::boolean:
      if (const auto truth = as_boolean(v)) return value(*truth);
      break;
    case Kind::decimal:
      if (const auto text = as_decimal(v, field)) return make_text(*text);
      break;
    case Kind::date_time:
      if (!v.is_string()) break;
      if (const auto instant = parse_date_time(v.get_string())) {
        return make_text(format_date_time(*instant));
      }
      break;
    case Kind::language:
      if (!v.is_string()) break;
      if (const auto language = parse_language(v.get_string())) return make_text(*language);
      break;
    default: {
      char digits[32];
      const auto text = as_text(v, digits);
      // Blank is absent for an optional member; here it is a required one, or an entry.
      if (!text || text->empty() || !text_fits(*text, field)) break;
      if (may_hold_anything(field.kind) && !field.identifier) refuse_card_numbers(*text, path);
      return make_text(*text);
    }
  }
  refuse_value(v, field, path);
}

}  // namespace guichet::contract
