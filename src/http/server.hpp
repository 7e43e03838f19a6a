#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/scheduler.hpp"
#include "http/message.hpp"

namespace guichet::http {

struct Listen {
  std::string address;       // "127.0.0.1", "::1", "0.0.0.0"
  std::uint16_t port = 0;    // 0 picks a free one
  bool tls = false;
};

struct ServerOptions {
  std::vector<Listen> listen;
  unsigned threads = 2;                      // one io_context each, SO_REUSEPORT between them
  std::vector<std::string> trusted_proxies;  // addresses or CIDR ranges; empty: headers ignored
  std::string tls_certificate;               // PEM files; both or neither
  std::string tls_key;
  std::size_t header_bytes_max = limits::http_header_bytes_max;
  std::size_t body_bytes_max = limits::http_body_bytes_max;
  std::size_t connections_max = limits::http_connections_max;
  std::chrono::milliseconds idle_time_max = limits::http_idle_time_max;
  std::chrono::milliseconds request_time_max = limits::http_request_time_max;
};

/// The HTTP/1.1 server: sockets, threads and nothing else (stack.md, HTTP rules).
///
/// Lifecycle: construct (binds, throws std::system_error when an address is taken), `start`
/// (threads run, `schedulers()` are usable), `drain` (stops accepting, closes idle connections,
/// lets running requests finish), `stop` (joins). Keep-alive and pipelining as RFC 9112; a bad
/// request gets 400, too much header 431, body 413, connections 503, time 408.
class Server {
 public:
  Server(ServerOptions options, Handler handler);
  ~Server();

  void start();
  /// Stops accepting; returns when every request in flight is answered, or after `limit`.
  void drain(std::chrono::milliseconds limit);
  void stop();

  /// What was really bound, port 0 resolved, in the order of `options.listen`.
  const std::vector<Listen>& bound() const;
  /// One per thread; live from construction until stop().
  std::vector<Scheduler*> schedulers() const;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace guichet::http
