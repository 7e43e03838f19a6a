#include "notifications/mail_queue_store.hpp"

#include <algorithm>

namespace guichet::notifications::mail_store {

namespace {

const sql::Statement insert_mail{
    "mail.insert",
    "INSERT INTO mail_queue (book_id, mail_id, recipients, subject, body, tries, due_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)"};

const sql::Statement update_mail{
    "mail.postpone",
    "UPDATE mail_queue SET tries = $3, due_at = $4 WHERE book_id = $1 AND mail_id = $2"};

const sql::Statement delete_mail{
    "mail.remove", "DELETE FROM mail_queue WHERE book_id = $1 AND mail_id = $2"};

const sql::Statement select_due{
    "mail.due",
    "SELECT mail_id, recipients, subject, body, tries, due_at FROM mail_queue "
    "WHERE book_id = $1 AND due_at <= $2 ORDER BY due_at, mail_id LIMIT $3"};

const sql::Statement select_next{
    "mail.next", "SELECT MIN(due_at) FROM mail_queue WHERE book_id = $1"};

// Addresses of a shop file hold no `;`, which also parts them on the platform.
std::string joined(const std::vector<std::string>& addresses) {
  std::string text;
  for (const auto& address : addresses) text += (text.empty() ? "" : ";") + address;
  return text;
}

std::vector<std::string> parted(std::string_view text) {
  std::vector<std::string> addresses;
  while (!text.empty()) {
    const auto end = std::min(text.find(';'), text.size());
    addresses.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return addresses;
}

}  // namespace

void add_mail(sql::Batch& batch, std::int64_t book_id, const QueuedMail& queued) {
  batch.add(insert_mail, {book_id, queued.mail.id, joined(queued.mail.to), queued.mail.subject,
                          queued.mail.body, queued.tries, queued.due_at});
}

void postpone_mail(sql::Batch& batch, std::int64_t book_id, const QueuedMail& queued) {
  batch.add(update_mail, {book_id, queued.mail.id, queued.tries, queued.due_at});
}

void remove_mail(sql::Batch& batch, std::int64_t book_id, const std::string& id) {
  batch.add(delete_mail, {book_id, id});
}

Task<std::vector<QueuedMail>> read_due_mails(sql::Database& db, std::int64_t book_id, Instant now,
                                             int rows_max) {
  sql::Parameters parameters{book_id, now, rows_max};
  const sql::Rows rows = co_await db.read(select_due, std::move(parameters));
  std::vector<QueuedMail> due;
  for (const auto& row : rows) {
    due.push_back({.mail = {row.text(0), parted(row.text(1)), row.text(2), row.text(3)},
                   .tries = static_cast<int>(row.integer(4)),
                   .due_at = row.instant(5)});
  }
  co_return due;
}

Task<std::optional<Instant>> read_next_mail(sql::Database& db, std::int64_t book_id) {
  sql::Parameters parameters{book_id};
  const sql::Rows rows = co_await db.read(select_next, std::move(parameters));
  if (rows.front().is_null(0)) co_return std::nullopt;
  co_return rows.front().instant(0);
}

}  // namespace guichet::notifications::mail_store
