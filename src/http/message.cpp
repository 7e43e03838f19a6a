#include "http/message.hpp"

#include "http/text.hpp"

namespace guichet::http {

std::string_view Fields::get(std::string_view name) const {
  for (const auto& [key, value] : list_) {
    if (equal_ignoring_case(key, name)) return value;
  }
  return {};
}

bool Fields::has(std::string_view name) const {
  for (const auto& [key, value] : list_) {
    if (equal_ignoring_case(key, name)) return true;
  }
  return false;
}

Response text_response(int status, std::string_view text) {
  Response response;
  response.status = status;
  response.content_type = "text/plain;charset=UTF-8";
  response.body = text;
  return response;
}

}  // namespace guichet::http
