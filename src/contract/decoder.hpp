#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "contract/decode.hpp"

namespace guichet::contract {

/// Where a value stands in the request: a chain on the stack, written out for an error only.
struct ValuePath {
  const ValuePath* up = nullptr;
  std::string_view name;       // empty: a list entry
  std::size_t index = 0;

  /// "customer.billingDetails.city", "paymentForms[0].pan".
  std::string text() const;
};

/// The detailed message of an invalid value: at most 127 bytes, secrets as `***`.
std::string invalid_value_text(const ValuePath& path, std::string_view value);
/// What may be shown of a value that `field` refused.
std::string shown_value(const boost::json::value& value, const Field& field);

/// Ends the request: `value` is not what `field` asks for.
[[noreturn]] void refuse_value(const boost::json::value& value, const Field& field,
                               const ValuePath& path);
/// Ends the request with PSP_1999 when `text` looks like it holds a card number.
void refuse_card_numbers(std::string_view text, const ValuePath& path);

/// Reads one scalar by `field.kind`: a text, number or boolean in its normal form.
boost::json::value read_scalar(const boost::json::value& value, const Field& field,
                               const ValuePath& path);
/// Numbers and texts as text; nothing for other kinds, or a number that has lost digits.
/// The view is into `value` or into `digits`.
std::optional<std::string_view> as_text(const boost::json::value& value, char (&digits)[32]);

}  // namespace guichet::contract
