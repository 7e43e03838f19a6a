#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/task.hpp"
#include "base/time.hpp"

namespace guichet::notifications {

/// One mail to people, plain text.
struct Mail {
  std::string id;               // of the message: the same mail sent twice has the same
  std::vector<std::string> to;  // addresses
  std::string subject;          // UTF-8
  std::string body;             // UTF-8, lines end with \n
};

/// The way out for mails: SMTP in production, a list in tests.
class Mailer {
 public:
  virtual ~Mailer() = default;
  /// True once the server has taken it over for every recipient. Never throws.
  virtual Task<bool> send(Mail mail) = 0;
};

/// The message of a mail as SMTP carries it (RFC 5322, RFC 2045, RFC 2047): CRLF lines of at most
/// 76 characters, headers in ASCII, the body quoted-printable. Whatever a value holds, it cannot
/// begin another header.
std::string write_message(const Mail& mail, std::string_view from, Instant date);

}  // namespace guichet::notifications
