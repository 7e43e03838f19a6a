#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "contract/decode.hpp"
#include "http/message.hpp"

namespace guichet::sandbox {

/// The fields of a query or of a form (WHATWG URL 5.1), all as texts; the last of one name wins.
/// Throws Refusal INT_902 when a percent sequence is broken or a value is not UTF-8.
boost::json::object read_fields(std::string_view encoded);

/// One field of a request's query, or empty. Throws as read_fields.
std::string query_field(const http::Request& request, std::string_view name);

/// True for a body sent by a form of a page: by its content type, unless it begins as JSON does,
/// which is what curl sends when it is told nothing else.
bool is_form(const http::Request& request);

/// A body by its declaration, JSON or form. Throws Refusal.
contract::Document read_body(const http::Request& request, const contract::Shape& shape);

}  // namespace guichet::sandbox
