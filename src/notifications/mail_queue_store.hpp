#pragma once

#include <optional>
#include <vector>

#include "notifications/mail.hpp"
#include "sql/database.hpp"

namespace guichet::notifications::mail_store {

/// A mail that waits to be sent; its row goes once it is.
struct QueuedMail {
  Mail mail;          // its id is a UUIDv7: when it was written
  int tries = 0;
  Instant due_at;     // wall time
};

void add_mail(sql::Batch& batch, std::int64_t book_id, const QueuedMail& queued);
void postpone_mail(sql::Batch& batch, std::int64_t book_id, const QueuedMail& queued);
void remove_mail(sql::Batch& batch, std::int64_t book_id, const std::string& id);
/// Due at `now`, the oldest first.
Task<std::vector<QueuedMail>> read_due_mails(sql::Database& db, std::int64_t book_id, Instant now,
                                             int rows_max);
Task<std::optional<Instant>> read_next_mail(sql::Database& db, std::int64_t book_id);

}  // namespace guichet::notifications::mail_store
