#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace guichet::http {

/// An absolute http(s) address, taken apart (RFC 3986). No user information is accepted.
struct Url {
  bool tls = false;
  std::string host;          // lower case, without brackets for IPv6
  std::uint16_t port = 80;
  std::string target;        // path and query, at least "/"
  std::string text;          // as given

  /// Nothing unless `text` is http or https, with a host, a port of 1…65535 if any, and neither
  /// control characters nor spaces. A fragment is dropped: it never leaves a client (RFC 9110 4.2).
  static std::optional<Url> parse(std::string_view text);

  /// The Host field: brackets around IPv6, the port unless it is the scheme's own.
  std::string authority() const;
};

}  // namespace guichet::http
