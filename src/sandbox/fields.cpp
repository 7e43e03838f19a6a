#include "sandbox/fields.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace guichet::sandbox {

namespace {

std::string decoded(std::string_view text) {
  auto plain = form_decode(text);
  if (!plain || !is_utf8(*plain)) {
    throw contract::Refusal("INT_902", "a field is not form-encoded UTF-8");
  }
  return std::move(*plain);
}

}  // namespace

boost::json::object read_fields(std::string_view encoded) {
  boost::json::object fields;
  while (!encoded.empty()) {
    const auto end = std::min(encoded.find('&'), encoded.size());
    const auto pair = encoded.substr(0, end);
    encoded.remove_prefix(std::min(end + 1, encoded.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const auto value = pair.substr(std::min(equals + 1, pair.size()));
    fields[decoded(pair.substr(0, equals))] = decoded(value);
  }
  return fields;
}

std::string query_field(const http::Request& request, std::string_view name) {
  const auto fields = read_fields(request.query);
  const auto* found = fields.if_contains(name);
  return found ? std::string(found->get_string()) : std::string();
}

bool is_form(const http::Request& request) {
  const auto first = request.body.find_first_not_of(" \t\r\n");
  if (first != std::string::npos && request.body[first] == '{') return false;
  return request.headers.get("Content-Type").starts_with("application/x-www-form-urlencoded");
}

contract::Document read_body(const http::Request& request, const contract::Shape& shape) {
  if (is_form(request)) return contract::decode(read_fields(request.body), shape);
  return contract::decode_body(request.body, shape);
}

}  // namespace guichet::sandbox
