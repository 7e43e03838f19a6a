#pragma once

#include <boost/json/fwd.hpp>
#include <initializer_list>
#include <string_view>

#include "base/json_writer.hpp"
#include "payments/payment.hpp"

namespace guichet::answers {

/// V4/Customer/Customer (spec/transactions.md 7.4) of a request's `customer`, which may be null,
/// as member `customer` of the object being written. `language` fills an absent one.
void write_customer(JsonWriter& json, const boost::json::object* customer,
                    const payments::Details* buyer, std::string_view language);

/// `members` of a request object as text-or-null members, in their order.
void write_texts(JsonWriter& json, const boost::json::object* object,
                 std::initializer_list<std::string_view> members);
/// The same for integers.
void write_integers(JsonWriter& json, const boost::json::object* object,
                    std::initializer_list<std::string_view> members);

/// A decimal of a request, which is kept as text there, as a JSON number or null.
void write_decimal(JsonWriter& json, std::string_view name, const boost::json::value* value);

/// A child object of a request, or null.
const boost::json::object* child(const boost::json::object* object, std::string_view name);

}  // namespace guichet::answers
