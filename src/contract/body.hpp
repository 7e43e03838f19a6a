#pragma once

#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>
#include <string_view>

namespace guichet::contract {

/// Parses JSON text into `storage`, which also serves the parser's own stack. Throws Refusal
/// INT_902 as `parse_body` does.
boost::json::value parse_into(std::string_view body, boost::json::storage_ptr storage);

}  // namespace guichet::contract
