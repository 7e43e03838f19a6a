#include "notifications/mail_queue.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "notifications/mail_queue_store.hpp"

namespace guichet::notifications {

namespace {

constexpr std::int64_t first_pause_ms = 60'000;          // doubled with each try
constexpr std::int64_t pause_ms_max = 4 * 60 * 60'000;

metrics::Counter& mails(std::string_view outcome) {
  return metrics::counter("guichet_mails", "Mails handed to the mail server, by outcome.",
                          "outcome=\"" + std::string(outcome) + "\"");
}

std::int64_t pause_ms(int tries) {
  return std::min(first_pause_ms << std::min(tries - 1, 20), pause_ms_max);
}

std::string problem_of(const FailedCall& failed) {
  if (failed.http_status != 0) {
    return "Your server answered HTTP " + std::to_string(failed.http_status) +
           ". Only 200 to 206, 301, 302, 303, 307 and 308 count as received.";
  }
  if (failed.fault == "timed_out") return "Your server did not answer within 30 seconds.";
  return "Your server could not be reached (" + failed.fault + ").";
}

std::string hint_of(const FailedCall& failed) {
  if (failed.http_status == 401 || failed.http_status == 403) {
    return "The address asks for a log-in, or refuses us: let these calls through without one.";
  }
  if (failed.http_status == 404) return "The address does not exist there: look at the rule.";
  if (failed.http_status >= 500) return "The log of your server says what failed there.";
  if (failed.fault == "timed_out") return "Answer first, and do what takes long afterwards.";
  return "Look at the address of the rule, its name in DNS, its certificate, and your firewall.";
}

}  // namespace

void MailQueue::enqueue(sql::Batch& batch, std::int64_t book_id, Mail mail) {
  if (!sends()) return;
  const Instant now = clock_.now();
  mail.id = make_uuid(random_, now);
  mail_store::add_mail(batch, book_id, {.mail = std::move(mail), .due_at = now});
  jobs::Agenda::note_due(batch, book_id, now);
}

jobs::Kind MailQueue::job() {
  return {"mail", [this](std::int64_t book_id, Instant now) { return run_due(book_id, now); }};
}

Task<std::optional<Instant>> MailQueue::run_due(std::int64_t book_id, Instant now) {
  if (!sends()) co_return std::nullopt;
  auto due = co_await mail_store::read_due_mails(db_, book_id, now, mails_per_turn);
  for (auto& queued : due) {
    const bool sent = co_await mailer_->send(queued.mail);
    ++queued.tries;
    const bool over = sent || queued.tries >= tries_max;
    if (!sent && over) log::error("mail.given_up", {{"mail", queued.mail.id}});
    queued.due_at = clock_.now().plus_ms(pause_ms(queued.tries));
    sql::Batch batch;
    if (over) {
      mail_store::remove_mail(batch, book_id, queued.mail.id);
    } else {
      mail_store::postpone_mail(batch, book_id, queued);
    }
    const sql::Commit outcome = co_await db_.commit(std::move(batch));
    mails(sent ? "sent" : "refused").add();
    // A server that does not take one mail is not asked for the next at once.
    if (!sent || outcome != sql::Commit::done) break;
  }
  const auto next = co_await mail_store::read_next_mail(db_, book_id);
  if (!next) co_return std::nullopt;
  co_return std::max(*next, clock_.now().plus_ms(1000));
}

Mail failure_mail(const FailedCall& failed, std::vector<std::string> to) {
  const auto& book = failed.book;
  const bool test = book.mode == merchants::Mode::test;
  const std::string number = failed.last ? "last" : std::to_string(failed.call);
  Mail mail{.to = std::move(to)};
  mail.subject = std::string(test ? "[MODE TEST] " : "") + book.shop->name + " - Tr. ref. " +
                 failed.transaction + " / FAILURE during the call to your IPN URL " +
                 "[unsuccessful attempt #" + number + "]";
  mail.body = "Shop: " + book.shop->name + " (" + book.shop->id + ")\nMode: " +
              std::string(merchants::name_of(book.mode)) + "\nTransaction: " + failed.transaction +
              "\nNotification rule: " + failed.rule + "\nAddress: " + failed.endpoint +
              "\n\nWhat happened\n" + problem_of(failed) + "\n\nWhat to look at\n" +
              hint_of(failed) + "\n\nWhat follows\n";
  mail.body += failed.last
                   ? "No further call is made by itself. Your server has not heard of this event: "
                     "read the transaction with Transaction/Get, or have the notification sent "
                     "again.\n"
                   : "The call is made again by itself. Until it succeeds your server has not "
                     "heard of this event.\n";
  return mail;
}

}  // namespace guichet::notifications
