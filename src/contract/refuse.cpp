#include <algorithm>

#include "base/encoding.hpp"
#include "contract/decoder.hpp"
#include "contract/sensitive.hpp"

namespace guichet::contract {
namespace {

constexpr std::size_t message_bytes_max = 127;  // spec/error-codes.md 1, rule 1
constexpr std::size_t path_bytes_max = 80;
constexpr std::string_view hidden = "***";

/// True when a value of this field may hold card data, in whatever form it was sent.
bool holds_secrets(const Field& field) {
  if (field.sensitive || field.kind == Kind::card_number || field.kind == Kind::security_code) {
    return true;
  }
  return field.shape != nullptr &&
         std::any_of(field.shape->fields.begin(), field.shape->fields.end(), holds_secrets);
}

}  // namespace

std::string ValuePath::text() const {
  std::string before = up == nullptr ? std::string() : up->text();
  if (name.empty()) return before + "[" + std::to_string(index) + "]";
  if (!before.empty()) before.push_back('.');
  return before.append(name);
}

std::string invalid_value_text(const ValuePath& path, std::string_view value) {
  std::string text = "Invalid input value [name=";
  text += utf8_prefix(path.text(), path_bytes_max);
  text += ", value=";
  text += utf8_prefix(value, message_bytes_max - 1 - std::min(text.size(), message_bytes_max - 1));
  text += "]";
  return text;
}

std::string shown_value(const boost::json::value& value, const Field& field) {
  if (holds_secrets(field)) return std::string(hidden);
  if (value.is_object()) return "object";
  if (value.is_array()) return "list";
  if (value.is_bool()) return value.get_bool() ? "true" : "false";
  char digits[32];
  const auto text = as_text(value, digits);
  if (!text) return boost::json::serialize(value);  // a number beyond 2^53
  return looks_like_card_number(*text) ? std::string(hidden) : std::string(*text);
}

void refuse_value(const boost::json::value& value, const Field& field, const ValuePath& path) {
  std::string message;
  if (!field.words.empty()) message = "invalid " + std::string(field.words);
  throw Refusal(field.code, invalid_value_text(path, shown_value(value, field)), {}, {},
                std::move(message));
}

void refuse_card_numbers(std::string_view text, const ValuePath& path) {
  if (looks_like_card_number(text)) throw Refusal("PSP_1999", invalid_value_text(path, hidden));
}

}  // namespace guichet::contract
