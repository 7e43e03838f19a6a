#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"
#include "http/message.hpp"

namespace guichet::http {

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7).
std::string http_date(Instant instant);

/// The reason phrase of a status, or "Unknown".
std::string_view reason_phrase(int status);

struct HeadRules {
  std::string_view date;
  bool close = false;        // say that the connection ends
  bool say_keep_alive = false;  // to an HTTP/1.0 client that asked for it
};

/// Writes status line and fields into `out`, replacing it. False when a field of the handler's
/// holds a control character: such an answer could be read as two (response splitting).
bool write_head(std::string& out, const Response& response, const HeadRules& rules);

/// True when the status never has a body (RFC 9110 6.4.1).
bool is_bodyless(int status);

}  // namespace guichet::http
