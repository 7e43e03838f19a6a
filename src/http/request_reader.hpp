#pragma once

#include <optional>
#include <span>

#include "http/message.hpp"
#include "http/request_parser.hpp"
#include "http/wiped_buffer.hpp"

namespace guichet::http {

struct ReadLimits {
  std::size_t header_bytes_max;  // request line, fields and the empty line, together
  std::size_t body_bytes_max;    // after chunks are joined
};

/// Bytes in, requests out: all reading of the server, without a socket (the fuzzer drives it too).
///
///   loop: put bytes into `space()`, tell `received(n)`, call `advance()`
///   complete: look at `request()`, answer, call `next()`, then `advance()` again, since the
///   following request may have arrived already (pipelining)
///   refused: answer `refusal()` and close; nothing after a broken request can be trusted
class RequestReader {
 public:
  enum class Step { need_more, complete, refused };

  explicit RequestReader(ReadLimits limits);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  std::span<char> space() { return buffer_.space(); }
  void received(std::size_t count) { buffer_.commit(count); }
  Step advance();

  /// True while no byte of the next request has been seen.
  bool fresh() const { return !parser_; }
  /// True once for a request that waits for `100 Continue` before it sends its body
  /// (RFC 9110 10.1.1).
  bool take_continue();
  /// The status to refuse with: 400, 413, 431 or 505.
  int refusal() const { return refusal_; }
  Request& request() { return request_; }
  bool keep_alive() const;
  bool http_1_0() const { return parser_ && parser_->http_1_0(); }
  /// Wipes the request and makes ready for the next one.
  void next();
  /// Drops whatever has arrived: for a connection that is only waited on to be closed.
  void discard() { buffer_.consume(buffer_.size()); }

 private:
  Step feed();
  Step refuse(int status);
  void skip_empty_lines();

  ReadLimits limits_;
  WipedBuffer buffer_;
  Request request_;
  std::optional<RequestParser> parser_;
  std::size_t header_bytes_ = 0;
  bool continue_told_ = false;
  int refusal_ = 0;
};

}  // namespace guichet::http
