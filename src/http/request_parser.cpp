#include "http/request_parser.hpp"

#include <algorithm>
#include <boost/beast/http/error.hpp>

#include "http/text.hpp"
#include "http/wiped_buffer.hpp"

namespace guichet::http {

namespace {

namespace beast_http = boost::beast::http;

/// A declared length reserves at most this much before the bytes really come.
constexpr std::uint64_t reserve_bytes_max = 64 * 1024;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

void RequestParser::on_request_impl(beast_http::verb, Text method, Text target, int version,
                                    Error& error) {
  version_ = version;
  request_.method = view(method);
  const bool upper = std::none_of(method.begin(), method.end(),
                                  [](char c) { return c >= 'a' && c <= 'z'; });
  if (!upper) error = beast_http::error::bad_method;
  if (!take_target(view(target))) error = beast_http::error::bad_target;
}

// The four forms of a target (RFC 9112 3.2): ours is the first; the absolute form must be
// understood as well, and its authority replaces the Host field; `*` belongs to OPTIONS; CONNECT
// is for proxies.
bool RequestParser::take_target(std::string_view target) {
  if (!is_field_value(target) || target.find('#') != std::string_view::npos) return false;
  if (target == "*") {
    request_.path = target;
    return request_.method == "OPTIONS";
  }
  if (!target.starts_with('/')) {
    const auto scheme = target.find("://");
    if (scheme == std::string_view::npos) return false;
    const std::string_view name = target.substr(0, scheme);
    if (!equal_ignoring_case(name, "http") && !equal_ignoring_case(name, "https")) return false;
    target.remove_prefix(scheme + 3);
    const std::string_view host = target.substr(0, target.find_first_of("/?"));
    if (host.empty() || !is_host_text(host)) return false;
    request_.host = host;
    host_from_target_ = true;
    target.remove_prefix(host.size());
  }
  const auto mark = target.find('?');
  request_.path = target.substr(0, mark);
  if (request_.path.empty()) request_.path = "/";
  if (mark != std::string_view::npos) request_.query = target.substr(mark + 1);
  return true;
}

void RequestParser::on_field_impl(Field field, Text name_text, Text value_text, Error& error) {
  const std::string_view name = view(name_text);
  const std::string_view value = view(value_text);
  if (!is_token(name)) error = beast_http::error::bad_field;
  if (!is_field_value(value)) error = beast_http::error::bad_value;
  // Trailer fields are read and dropped: merging them could change a decision that was already
  // taken from the header (RFC 9110 6.5.1).
  if (error || in_body_) return;
  switch (field) {
    case Field::host:
      if (host_seen_ || !is_host_text(value)) error = beast_http::error::bad_value;
      host_seen_ = true;
      if (!host_from_target_) request_.host = value;
      break;
    case Field::content_length:
      // Beast accepts "5, 5" and a repeated equal length; somebody else may read them otherwise.
      if (length_seen_ || !std::all_of(value.begin(), value.end(), http::is_digit)) {
        error = beast_http::error::bad_content_length;
      }
      length_seen_ = true;
      break;
    case Field::transfer_encoding:
      // Beast ignores codings it does not know, which would leave the body on the connection.
      if (encoding_seen_ || version_ == 10 || !equal_ignoring_case(value, "chunked")) {
        error = beast_http::error::bad_transfer_encoding;
      }
      encoding_seen_ = true;
      break;
    case Field::expect:
      expects_continue_ = equal_ignoring_case(value, "100-continue");
      break;
    default:
      break;
  }
  if (length_seen_ && encoding_seen_) error = beast_http::error::bad_content_length;
  request_.headers.add(std::string(name), std::string(value));
}

void RequestParser::on_header_impl(Error& error) {
  if (version_ == 11 && !host_seen_) error = beast_http::error::bad_field;
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) {
  in_body_ = true;
  if (length) request_.body.reserve(std::min(*length, reserve_bytes_max));
}

std::size_t RequestParser::on_body_impl(Text bytes, Error&) {
  append_wiping(request_.body, view(bytes));
  return bytes.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, Text bytes, Error&) {
  append_wiping(request_.body, view(bytes));
  return bytes.size();
}

}  // namespace guichet::http
