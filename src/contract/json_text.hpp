#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>

namespace guichet::contract {

/// Appends an object in the canonical form of spec/ipn-and-signatures.md 3, members in their order.
void append_object(std::string& out, const boost::json::object& members);
/// The same for any value.
void append_value(std::string& out, const boost::json::value& value);

}  // namespace guichet::contract
