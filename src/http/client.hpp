#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "http/address.hpp"
#include "http/message.hpp"
#include "http/url.hpp"

namespace guichet::http {

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
