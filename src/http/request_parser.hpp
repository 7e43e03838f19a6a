#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <string>

#include "http/message.hpp"

namespace guichet::http {

/// Fills a Request from Beast's incremental parser (RFC 9112), one message per object.
///
/// It stands where beast's request_parser<string_body> would, because the body must grow without
/// leaving copies of a card number in freed memory. Beast checks the grammar; the rules it leaves
/// open are checked here: exactly one Host, one Content-Length or one `chunked`, never both
/// (RFC 9112 3.2 and 6.3), no control characters, an upper-case method, an understood target.
class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  explicit RequestParser(Request& request) : request_(request) {}

  bool http_1_0() const { return version_ == 10; }
  bool expects_continue() const { return expects_continue_ && version_ == 11; }

 private:
  using Error = boost::beast::error_code;
  using Text = boost::beast::string_view;
  using Field = boost::beast::http::field;

  void on_request_impl(boost::beast::http::verb, Text method, Text target, int version,
                       Error& error) override;
  void on_response_impl(int, Text, int, Error&) override {}
  void on_field_impl(Field field, Text name, Text value, Error& error) override;
  void on_header_impl(Error& error) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) override;
  std::size_t on_body_impl(Text bytes, Error&) override;
  void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text bytes, Error&) override;
  void on_finish_impl(Error&) override {}

  bool take_target(std::string_view target);

  Request& request_;
  int version_ = 11;
  bool expects_continue_ = false;
  bool host_seen_ = false;
  bool host_from_target_ = false;
  bool length_seen_ = false;
  bool encoding_seen_ = false;
  bool in_body_ = false;
};

}  // namespace guichet::http
