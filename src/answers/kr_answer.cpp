#include "answers/kr_answer.hpp"

#include <algorithm>
#include <memory>

#include "answers/payment.hpp"
#include "base/check.hpp"
#include "base/json_writer.hpp"
#include "checkout/session_store.hpp"
#include "notifications/outbox.hpp"

namespace guichet::answers {

namespace {

using payments::Transaction;

bool is_debit(const Transaction& transaction) {
  return transaction.operation == payments::OperationType::debit;
}

bool in_plan(const Transaction& transaction) { return transaction.details.instalments > 1; }

/// What a message about the end of a payment tells besides `about`: the other instalments in their
/// order, or the other cards of a split payment, the latest first.
std::vector<const Transaction*> told_with(const Transaction& about,
                                          const std::vector<Transaction>& all) {
  std::vector<const Transaction*> others;
  // A refund has the marks of what it refunds, and is told by itself.
  if (!is_debit(about)) return others;
  // Of a plan whose first instalment is refused, only that one is told.
  const bool plan = in_plan(about) && about.sequence == 1 &&
                    about.status != payments::DetailedStatus::refused;
  if (!plan && !about.details.split) return others;
  for (const auto& other : all) {
    const bool belongs = is_debit(other) && (!plan || in_plan(other));
    if (belongs && &other != &about) others.push_back(&other);
  }
  std::sort(others.begin(), others.end(), [plan](const auto* a, const auto* b) {
    return plan ? a->sequence < b->sequence : a->sequence > b->sequence;
  });
  return others;
}

/// The transaction a message is about. One about a session that ended with parts of a split
/// payment names none: it is about the last of them.
const Transaction* find_subject(const std::vector<Transaction>& all, const std::string& uuid) {
  const Transaction* subject = nullptr;
  for (const auto& candidate : all) {
    if (candidate.uuid == uuid) return &candidate;
    const bool part = uuid.empty() && candidate.details.split;
    if (part && (!subject || subject->sequence < candidate.sequence)) subject = &candidate;
  }
  return subject;
}

/// A payment as a message tells of it; `view` points into the rest.
struct Story {
  merchants::BookPtr book;
  payments::Payment payment;
  std::vector<Transaction> all;
  Instant now;
  payments::OrderState state;
  const Transaction* about = nullptr;

  std::string tell(std::vector<const Transaction*> others) const {
    return write_payment({.book = *book,
                          .payment = payment,
                          .transaction = about,
                          .state = state,
                          .server_date = now,
                          .others = std::move(others)});
  }
};

Task<std::unique_ptr<Story>> load_story(sql::Database& db, merchants::BookPtr book,
                                        const Clock& clock, std::string payment_id,
                                        std::string transaction) {
  auto payment = co_await payments::load_payment(db, book->id, payment_id);
  if (!payment) co_return nullptr;
  auto all = co_await payments::load_of_payment(db, book->id, payment_id);
  auto story = std::make_unique<Story>(Story{.book = book,
                                             .payment = std::move(*payment),
                                             .all = std::move(all),
                                             .now = book->business_time(clock.now()),
                                             .state = {}});
  story->about = find_subject(story->all, transaction);
  bool open = payments::session_open(story->payment, story->all, story->now);
  if (story->about && story->about->details.split) {
    // Accepted parts leave the session open, and only its row knows when it is over.
    const auto session = co_await checkout::load_session(db, book->id, payment_id);
    open = session && !session->closed && story->now < session->expires_at &&
           session->attempts_left(story->payment.attempts_max) > 0;
  }
  story->state = payments::order_state(story->payment, story->all, open);
  // A message about a refund tells of the refund (spec/status-machine.md 9.2, step 0).
  if (story->about && story->about->operation == payments::OperationType::credit) {
    story->state.status = payments::simplified(story->about->status);
    story->state.closed = true;
  }
  co_return story;
}

}  // namespace

Task<std::string> load_kr_answer(sql::Database& db, merchants::BookPtr book, const Clock& clock,
                                 std::string payment_id, std::string transaction,
                                 merchants::Rule rule) {
  const auto story = co_await load_story(db, std::move(book), clock, std::move(payment_id),
                                         std::move(transaction));
  if (!story) co_return std::string();
  const bool end = rule == merchants::Rule::end_of_payment || rule == merchants::Rule::cancellation;
  // A web service that has just made the payment tells its rule the same.
  const bool whole = story->about && (end || story->about->version == 1);
  co_return story->tell(whole ? told_with(*story->about, story->all)
                              : std::vector<const Transaction*>());
}

Task<std::string> load_process_payment_answer(sql::Database& db, merchants::BookPtr book,
                                              const Clock& clock, std::string payment_id,
                                              std::string transaction) {
  const auto story = co_await load_story(db, book, clock, std::move(payment_id),
                                         std::move(transaction));
  check(story && story->about, "an attempt without its payment");
  std::optional<std::int64_t> remaining;
  if (story->about->details.split) {
    remaining = story->payment.amount.minor - story->state.paid_minor - story->state.running_minor;
  }
  co_return write_process_payment_answer(*book, story->tell(told_with(*story->about, story->all)),
                                         story->now, remaining);
}

std::string write_process_payment_answer(const merchants::Book& book,
                                         const std::string& kr_answer, Instant server_date,
                                         std::optional<std::int64_t> remaining_minor) {
  const auto signed_text = notifications::sign(kr_answer, book.keys.hmac_key);
  JsonWriter json(kr_answer.size() * 2 + 512);
  json.begin_object();
  json.member_raw("clientAnswer", kr_answer);
  json.member("rawClientAnswer", kr_answer);
  json.member("hash", signed_text.kr_hash);
  json.member("hashAlgorithm", "sha256_hmac");
  json.member("hashKey", "sha256_hmac");
  json.member("answerType", "V4/Payment");
  json.member("serverDate", format_date_time(server_date));
  if (remaining_minor) json.member("remainingAmount", *remaining_minor);
  json.member("_type", "V4/Charge/ProcessPaymentAnswer");
  json.end_object();
  return json.take();
}

}  // namespace guichet::answers
