#pragma once

#include <memory>

#include "base/random.hpp"
#include "jobs/agenda.hpp"
#include "merchants/shop.hpp"
#include "notifications/mail.hpp"
#include "sql/database.hpp"

namespace guichet::notifications {

/// Durable mails: written in the batch of what they tell of, sent by the agenda, tried again for
/// two days when the server does not take them. Sent at least once: a process that dies between
/// the server's word and its own note sends again, under the same Message-ID.
class MailQueue {
 public:
  static constexpr int tries_max = 20;
  static constexpr int mails_per_turn = 20;  // well within the agenda's lease

  /// Without a mailer nothing is written: mails that nobody sends would only pile up.
  MailQueue(sql::Database& db, const Clock& clock, Random& random, std::shared_ptr<Mailer> mailer)
      : db_(db), clock_(clock), random_(random), mailer_(std::move(mailer)) {}

  bool sends() const { return mailer_ != nullptr; }
  void enqueue(sql::Batch& batch, std::int64_t book_id, Mail mail);
  /// The agenda kind "mail".
  jobs::Kind job();

 private:
  Task<std::optional<Instant>> run_due(std::int64_t book_id, Instant now);

  sql::Database& db_;
  const Clock& clock_;
  Random& random_;
  std::shared_ptr<Mailer> mailer_;
};

/// What is known of a failed call when the rule's addresses are told (spec/ipn 5).
struct FailedCall {
  const merchants::Book& book;
  std::string transaction;  // uuid
  std::string endpoint;     // host and port of the address: the rest may hold a secret
  std::string rule;         // "end_of_payment"
  int http_status = 0;      // 0: no answer
  std::string fault;        // of the call, or empty
  int call = 1;             // 1: the first
  bool last = false;        // no automatic call follows
};
Mail failure_mail(const FailedCall& failed, std::vector<std::string> to);

}  // namespace guichet::notifications
