#pragma once

#include <memory>
#include <string>

#include "base/secret.hpp"
#include "notifications/mail.hpp"

namespace guichet::notifications {

struct SmtpOptions {
  std::string url;        // smtp://host:25, smtps://host:465
  std::string user;       // or empty: no log-in
  Secret password;
  std::string from;       // sender's address
  bool require_tls = false;  // of smtp://: STARTTLS or nothing
};

/// Mails through a server, by libcurl on a thread of its own: one at a time, 30 s each at most.
std::shared_ptr<Mailer> make_smtp_mailer(SmtpOptions options, const Clock& clock);

}  // namespace guichet::notifications
