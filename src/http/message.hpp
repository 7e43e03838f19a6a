#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/task.hpp"

namespace guichet::http {

/// Header fields in arrival order. Names compare without case (RFC 9110 5.1).
class Fields {
 public:
  void add(std::string name, std::string value) {
    list_.emplace_back(std::move(name), std::move(value));
  }
  /// The first value of that name, or empty.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return list_; }

 private:
  std::vector<std::pair<std::string, std::string>> list_;
};

/// One request, whole: the server hands it over once its body is complete and within limits.
///
/// The body may hold a card number: the server wipes it, and its own read buffer, when the
/// answer has been made. Whoever copies it takes that duty over.
struct Request {
  std::string method;        // upper case
  std::string path;          // target up to '?', not decoded, as received
  std::string query;         // after '?', not decoded
  Fields headers;
  std::string body;
  std::string peer;          // address of the buyer or merchant: the socket's, or the last
                             // untrusted one of X-Forwarded-For behind a trusted proxy
  bool secure = false;       // TLS here or at a trusted proxy
  std::string host;          // Host header, or X-Forwarded-Host of a trusted proxy
};

struct Response {
  int status = 200;
  Fields headers;            // Content-Length, Date and Connection are the server's business
  std::string content_type = "application/json;charset=UTF-8";
  std::string body;
};

/// Answers a request. An exception that escapes becomes a 500 with an empty body and a log line.
using Handler = std::function<Task<Response>(Request&)>;

Response text_response(int status, std::string_view text);

}  // namespace guichet::http
