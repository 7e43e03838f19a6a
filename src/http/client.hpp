#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "http/message.hpp"

namespace guichet::http {

/// An absolute http(s) address, taken apart (RFC 3986). No user information is accepted.
struct Url {
  bool tls = false;
  std::string host;          // lower case, without brackets for IPv6
  std::uint16_t port = 80;
  std::string target;        // path and query, at least "/"
  std::string text;          // as given
  static std::optional<Url> parse(std::string_view text);
};

/// True for addresses an outgoing call must not reach by default: loopback, private, link-local,
/// carrier-grade NAT, multicast, unspecified, and IPv4 mapped into IPv6 (security-checklist 29).
bool is_private_address(std::string_view ip);

struct Outgoing {
  std::string method = "POST";
  Url url;
  Fields headers;
  std::string body;
  std::chrono::milliseconds connect_time_max = limits::ipn_connect_time_max;
  std::chrono::milliseconds total_time_max = limits::ipn_total_time_max;
  std::size_t answer_bytes_max = 256 * 1024;
  bool allow_private = false;
  bool verify_tls = true;
};

enum class FetchFault {
  name_not_found, address_refused, no_connection, tls_failed, timed_out, broken_answer, too_large
};
std::string_view name_of(FetchFault fault);

/// Sends a request from the scheduler it is awaited on.
///
/// The name is resolved once and the connection pinned to an address that passed the policy, so
/// that a second look-up cannot redirect it (DNS rebinding). Redirects are not followed: a 3xx is
/// an answer like any other. Connections are kept for reuse per thread and host.
class Client {
 public:
  virtual ~Client() = default;
  virtual Task<Result<Response, FetchFault>> fetch(Outgoing request) = 0;
};

/// The real one: usable on the schedulers of `Server` and of `Loop` only.
std::unique_ptr<Client> make_client();

}  // namespace guichet::http
