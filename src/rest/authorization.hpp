#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace guichet::rest {

/// User and password of an `Authorization: Basic` header (RFC 7617).
struct BasicCredentials {
  std::string user;
  Secret password;
};

/// Nothing when the header is not Basic, not base64, or has no colon. At most 1 KB is read.
std::optional<BasicCredentials> parse_authorization(std::string_view header);

}  // namespace guichet::rest
