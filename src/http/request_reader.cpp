#include "http/request_reader.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace guichet::http {

namespace {

namespace beast_http = boost::beast::http;

/// The shortest rest of a chunked message: "0\r\n\r\n".
constexpr std::size_t chunked_rest_bytes_min = 5;

int status_of(boost::beast::error_code error) {
  if (error == beast_http::error::body_limit) return 413;
  if (error == beast_http::error::header_limit) return 431;
  if (error == beast_http::error::bad_version) return 505;
  return 400;
}

}  // namespace

RequestReader::RequestReader(ReadLimits limits)
    : limits_(limits), buffer_(std::max<std::size_t>(limits.header_bytes_max, 4096)) {}

RequestReader::~RequestReader() { next(); }

RequestReader::Step RequestReader::advance() {
  if (refusal_ != 0) return Step::refused;
  if (!parser_) {
    skip_empty_lines();
    if (buffer_.size() == 0) return Step::need_more;
    if (buffer_.data() == "\r") return Step::need_more;
    parser_.emplace(request_);
    // One more than allowed: the sum is counted below, because Beast measures only what one call
    // is given, and a header that trickles in would never be measured whole.
    parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes_max + 1));
    parser_->body_limit(limits_.body_bytes_max);
    parser_->eager(true);
  }
  return feed();
}

RequestReader::Step RequestReader::feed() {
  while (!parser_->is_done()) {
    const bool in_header = !parser_->is_header_done();
    // Beast's last-chunk code asserts that it is never called with less than the shortest rest.
    const std::size_t enough = !in_header && parser_->chunked() ? chunked_rest_bytes_min : 1;
    if (buffer_.size() < enough) return Step::need_more;
    parser_->eager(!in_header);  // stops at the end of the header, so that it can be measured
    boost::beast::error_code error;
    const std::string_view data = buffer_.data();
    const std::size_t used = parser_->put(boost::asio::buffer(data.data(), data.size()), error);
    buffer_.consume(used);
    if (in_header) {
      header_bytes_ += used;
      const bool starved = error == beast_http::error::need_more;
      if (header_bytes_ > limits_.header_bytes_max ||
          (starved && header_bytes_ + buffer_.size() >= limits_.header_bytes_max)) {
        return refuse(431);
      }
    }
    if (error == beast_http::error::need_more) {
      // Chunk extensions and trailers are the only lines outside the header: those that do not
      // fit into the buffer are nothing an honest client sends.
      return buffer_.full() ? refuse(400) : Step::need_more;
    }
    if (error) return refuse(status_of(error));
  }
  return Step::complete;
}

RequestReader::Step RequestReader::refuse(int status) {
  refusal_ = status;
  return Step::refused;
}

// RFC 9112 2.2: empty lines before the request line are left over by some old clients.
void RequestReader::skip_empty_lines() {
  while (buffer_.data().starts_with("\r\n")) buffer_.consume(2);
}

bool RequestReader::take_continue() {
  if (continue_told_ || !parser_ || !parser_->is_header_done() || parser_->is_done()) return false;
  if (!parser_->expects_continue() || buffer_.size() > 0 || !request_.body.empty()) return false;
  continue_told_ = true;
  return true;
}

bool RequestReader::keep_alive() const {
  return refusal_ == 0 && parser_ && parser_->is_done() && parser_->keep_alive();
}

void RequestReader::next() {
  wipe_text(request_.body);
  wipe_text(request_.query);
  std::string body = std::move(request_.body);
  request_ = Request{};
  request_.body = std::move(body);
  parser_.reset();
  header_bytes_ = 0;
  continue_told_ = false;
}

}  // namespace guichet::http
