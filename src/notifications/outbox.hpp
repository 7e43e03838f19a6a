#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/scheduler.hpp"
#include "http/client.hpp"
#include "jobs/agenda.hpp"
#include "merchants/directory.hpp"
#include "sql/database.hpp"
#include "sql/migration.hpp"

namespace guichet::notifications {

using merchants::Book;
using merchants::BookPtr;
using merchants::Rule;

/// What happened, as one outbox row names it: the text is made at delivery (design.md 3).
struct Event {
  std::string payment_id;    // "order" of the outbox: one delivery in flight per payment
  std::string transaction;   // uuid, or empty for an abandoned session
  Rule rule = Rule::end_of_payment;
  std::string url_override;  // ipnTargetUrl, or empty
  bool first = false;        // the payment was made by this process just now: no older event exists
};

/// Makes the kr-answer text of a payment about one transaction, from its current state; `rule`
/// tells a payment that was made from what became of it later. Wired to src/answers in main. Empty
/// when the payment no longer exists.
using MakeText = std::function<Task<std::string>(BookPtr book, std::string payment_id,
                                                 std::string transaction, Rule rule)>;

/// A signed notification ready to be sent, or sent again by the sandbox.
struct SignedText {
  std::string kr_answer;
  std::string kr_hash;
};
/// kr-hash of a text: HMAC-SHA-256 in lower-case hexadecimal (spec/ipn-and-signatures.md 3).
SignedText sign(std::string kr_answer, const Secret& key);
/// The five fields, form-encoded. `hash_key` is "password" or "sha256_hmac".
std::string write_form(const SignedText& text, std::string_view hash_key);

class Mailer;
struct Mail;

struct OutboxOptions {
  bool allow_private_targets = false;  // demo: true
  bool verify_tls = true;
  std::string user_agent = "Guichet/" GUICHET_VERSION;
  bool keep_texts = true;              // what was sent to TEST addresses stays readable
  std::string owner;                   // this process, for leases
  std::shared_ptr<Mailer> mailer;      // null: nobody is told by mail
};

/// Durable notifications: enqueued in the batch of the event itself, delivered at once by whoever
/// committed it, retried by the agenda.
///
/// Order: one delivery in flight per payment; a newer event of the same transaction supersedes an
/// unsent older one; a later event waits only for the first attempt of its predecessor. Every
/// attempt is one row of the delivery log. Success is one of the twelve statuses of
/// spec/ipn-and-signatures.md 5. A target that keeps failing opens a breaker (per URL host, in
/// this process): its browser wait becomes 0 s.
class Outbox {
 public:
  Outbox(sql::Database& db, http::Client& client, merchants::Directory& directory,
         const Clock& clock, Random& random, OutboxOptions options);
  ~Outbox();

  void set_text_source(MakeText make_text);

  /// Adds the outbox row to `batch` when a rule or an override asks for a call, leased to this
  /// process so that `deliver_now` may send it at once; gives its id, or empty when nobody is to
  /// be called.
  std::string enqueue(sql::Batch& batch, const Book& book, const Event& event);

  /// Adds a mail to people of the shop to `batch`; nothing without a mail server.
  void enqueue_mail(sql::Batch& batch, const Book& book, Mail mail);

  /// Sends a row this process has just committed and waits for the merchant's answer at most
  /// `wait` (0 when draining or the breaker is open); the delivery goes on without the waiter.
  /// `text`: the kr-answer of this event when the caller has just made it from what it committed;
  /// empty: it is made from the books. A call that has to wait for another has it made anew.
  Task<> deliver_now(BookPtr book, std::string outbox_id, Scheduler::Duration wait,
                     std::string text = {});

  /// Sends again, by hand: outside the automatic retries. `broken` spoils the signature (sandbox).
  struct Resend { bool broken = false; Scheduler::Duration delay{0}; };
  Task<bool> resend(BookPtr book, std::string outbox_id, Resend how);

  /// The delivery log, newest first.
  struct Delivery {
    std::string outbox_id, payment_id, transaction, rule, url;
    int attempt = 0;
    Instant at;
    int http_status = 0;          // 0: no answer
    std::string fault;            // FetchFault name, or empty
    std::string answer_start;     // first 512 characters
    std::string kr_answer, kr_hash;
    std::int64_t duration_ms = 0;
    bool delivered = false;
  };
  Task<std::vector<Delivery>> log(std::int64_t book_id, int rows_max);

  /// The agenda kind that retries what is due.
  jobs::Kind job();
  /// The agenda kind that sends mails.
  jobs::Kind mail_job();

  /// For /metrics: rows not delivered yet, and the age of the oldest in seconds.
  struct Pending { std::int64_t rows = 0; double oldest_seconds = 0; };
  Task<Pending> pending();

  void set_draining();

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

/// The wall time of the next automatic retry after `failed_attempts` failures, or nothing when
/// they are used up: minutes 00, 15, 30, 45, four times (spec/ipn-and-signatures.md 5), or the
/// shop's longer schedule in minutes after the first call.
std::optional<Instant> next_retry(Instant first_call, Instant now, int failed_attempts,
                                  const std::vector<int>& retry_minutes);

sql::Migrations schema();

}  // namespace guichet::notifications
