#include "base/log.hpp"
#include "notifications/courier.hpp"
#include "notifications/retry.hpp"

// The part of Courier that makes calls and keeps the books about them.

namespace guichet::notifications {

namespace {

constexpr int commit_tries_max = 5;
constexpr auto commit_again_after = std::chrono::seconds(1);
/// Texts beyond this are sent, but not kept in the log.
constexpr std::size_t kept_text_bytes_max = 64 * 1024;

const merchants::NotificationRule* find_rule(const Book& book, Rule rule) {
  const auto found = book.rules.find(rule);
  return found == book.rules.end() ? nullptr : &found->second;
}

bool retries_by_itself(const Book& book, Rule rule) {
  const auto* found = find_rule(book, rule);
  return found == nullptr || found->automatic_retry;
}

CallEnd end_of_failed_call(const Book& book, const OutboxRow& row, const AttemptRow& attempt,
                           Instant now) {
  CallEnd end;
  end.calls = row.calls + 1;
  end.first_call = row.calls == 0 ? attempt.started_at : row.first_call;
  if (attempt.fault != "payment_gone" && retries_by_itself(book, row.rule)) {
    end.due_at = next_retry(end.first_call, now, end.calls, book.shop->options.retry_minutes);
  }
  end.state = end.due_at ? RowState::waiting : RowState::given_up;
  return end;
}

void fill(AttemptRow& attempt, const CallAnswer& answer) {
  attempt.http_status = answer.http_status;
  attempt.fault = answer.fault;
  attempt.answer_start = answer.answer_start;
  attempt.duration_ms = answer.duration_ms;
}

bool is_delivered(const AttemptRow& attempt) {
  return attempt.fault.empty() && is_success(attempt.http_status);
}

/// Another last digit: still a hash to look at, and never the right one.
void spoil(std::string& hash) {
  if (!hash.empty()) hash.back() = hash.back() == '0' ? '1' : '0';
}

}  // namespace

AttemptRow Courier::begin_attempt(const Book& book, const OutboxRow& row, const Prepared& prepared,
                                  bool by_hand) const {
  AttemptRow attempt;
  attempt.attempt = row.attempts + 1;
  attempt.by_hand = by_hand;
  attempt.started_at = clock_.now();
  attempt.fault = "unfinished";
  attempt.kr_hash = prepared.text.kr_hash;
  // Buyers' data of PRODUCTION is in the payment already and has no business in a log.
  if (options_.keep_texts && book.mode == merchants::Mode::test &&
      prepared.text.kr_answer.size() <= kept_text_bytes_max) {
    attempt.kr_answer = prepared.text.kr_answer;
  }
  return attempt;
}

Task<sql::Commit> Courier::claim(BookPtr book, RowKey key, OutboxRow row, AttemptRow attempt) {
  const Instant until = attempt.started_at.plus_ms(lease_ms);
  const Instant first_call = row.calls == 0 ? attempt.started_at : row.first_call;
  sql::Batch batch;
  store::add_attempt(batch, book->id, key, attempt);
  store::count_attempt(batch, book->id, key, attempt.attempt);
  store::lease(batch, book->id, key, row.calls + 1, first_call, until);
  jobs::Agenda::note_due(batch, book->id, until);
  const sql::Commit outcome = co_await db_.commit(std::move(batch));
  co_return outcome;
}

// Two ways to be the only one who sends. The first call, while the lease that came with the row
// outlasts it, needs no further proof: its log row is written with its result, one commit less for
// every payment. Any other call writes its log row first, and whoever finds that key taken lets go.
Task<Courier::Turn> Courier::call(BookPtr book, RowKey key, OutboxRow row, std::string text) {
  if (row.calls > retries_max(book->shop->options.retry_minutes)) {
    const Turn rested = co_await put_to_rest(book, key, row.calls, RowState::given_up);
    co_return rested;
  }
  Prepared prepared = co_await caller_.prepare(book, key.payment_id, row.transaction, row.rule,
                                               std::move(text));
  AttemptRow attempt = begin_attempt(*book, row, prepared, false);
  const bool under_first_lease = row.state == RowState::leased && row.calls == 0 &&
                                 row.due_at >= attempt.started_at.plus_ms(call_ms_max);
  if (!under_first_lease) {
    const sql::Commit claimed = co_await claim(book, key, row, attempt);
    if (claimed == sql::Commit::conflict) co_return Turn::wait;
    if (claimed == sql::Commit::unavailable) co_return Turn::finished;
  }
  const CallAnswer answer = co_await caller_.post(row.url, std::move(prepared));
  fill(attempt, answer);
  co_await record_call(book, key, row, attempt, !under_first_lease);
  co_return Turn::again;
}

void Courier::mail_failure(sql::Batch& batch, const Book& book, const OutboxRow& row,
                           const AttemptRow& attempt, const CallEnd& end) {
  const auto* rule = find_rule(book, row.rule);
  if (rule == nullptr || rule->failure_mails.empty()) return;
  const FailedCall failed{.book = book,
                          .transaction = row.transaction,
                          .endpoint = endpoint_of(row.url),
                          .rule = std::string(merchants::name_of(row.rule)),
                          .http_status = attempt.http_status,
                          .fault = attempt.fault,
                          .call = end.calls,
                          .last = !end.due_at};
  mails_.enqueue(batch, book.id, failure_mail(failed, rule->failure_mails));
}

Task<> Courier::record_call(BookPtr book, RowKey key, OutboxRow row, AttemptRow attempt,
                            bool claimed) {
  const CallEnd end = end_of_failed_call(*book, row, attempt, clock_.now());
  for (int tries = 0; tries < commit_tries_max; ++tries) {
    sql::Batch batch;
    if (claimed) {
      store::end_attempt(batch, book->id, key, attempt);
    } else {
      store::add_attempt(batch, book->id, key, attempt);
    }
    if (is_delivered(attempt)) {
      store::deliver(batch, book->id, key, attempt.attempt, end.calls);
    } else {
      if (!claimed) store::count_attempt(batch, book->id, key, attempt.attempt);
      store::end_call(batch, book->id, key, claimed ? end.calls : row.calls, end);
      if (end.due_at) jobs::Agenda::note_due(batch, book->id, *end.due_at);
      mail_failure(batch, *book, row, attempt, end);
    }
    const sql::Commit outcome = co_await db_.commit(std::move(batch));
    if (outcome == sql::Commit::done) {
      if (!is_delivered(attempt) && end.state == RowState::given_up) {
        // The address may hold a secret of the merchant's; its endpoint does not.
        log::warning("notification.given_up", {{"book", std::to_string(book->id)},
                                               {"outbox", key.text()},
                                               {"endpoint", endpoint_of(row.url)},
                                               {"calls", std::to_string(end.calls)}});
      }
      co_return;
    }
    if (outcome == sql::Commit::unavailable) {
      co_await sleep_for(commit_again_after);
      continue;
    }
    // A call by hand in another process took this number.
    const std::vector<OutboxRow> rows = co_await store::read_payment(db_, book->id, key);
    for (const OutboxRow& now : rows) {
      if (now.event_id == key.event_id) attempt.attempt = now.attempts + 1;
    }
  }
  // The lease ends, and the job calls again: the merchant may see this event twice.
  log::error("notification.not_recorded", {{"outbox", key.text()}});
}

Task<std::optional<bool>> Courier::call_by_hand(BookPtr book, RowKey key, bool broken) {
  const std::vector<OutboxRow> rows = co_await store::read_payment(db_, book->id, key);
  OutboxRow row;
  for (const OutboxRow& one : rows) {
    if (one.event_id == key.event_id) row = one;
  }
  if (row.event_id.empty()) co_return false;
  Prepared prepared = co_await caller_.prepare(book, key.payment_id, row.transaction, row.rule, {});
  if (broken) spoil(prepared.text.kr_hash);
  AttemptRow attempt = begin_attempt(*book, row, prepared, true);
  sql::Batch begin;
  store::add_attempt(begin, book->id, key, attempt);
  store::count_attempt(begin, book->id, key, attempt.attempt);
  const sql::Commit begun = co_await db_.commit(std::move(begin));
  if (begun == sql::Commit::conflict) co_return std::nullopt;
  if (begun == sql::Commit::unavailable) co_return false;

  const CallAnswer answer = co_await caller_.post(row.url, std::move(prepared));
  fill(attempt, answer);
  sql::Batch end;
  store::end_attempt(end, book->id, key, attempt);
  // Whoever accepts a broken signature has not been told anything.
  if (answer.delivered() && !broken) store::deliver(end, book->id, key, attempt.attempt, 0);
  const sql::Commit ended = co_await db_.commit(std::move(end));
  if (ended != sql::Commit::done) log::error("notification.not_recorded", {{"outbox", key.text()}});
  co_return answer.delivered();
}

Task<bool> Courier::resend(BookPtr book, std::string outbox_id, Outbox::Resend how) {
  const auto key = RowKey::parse(outbox_id);
  if (!key) co_return false;
  if (how.delay.count() > 0) co_await sleep_for(how.delay);
  const std::string payment = gate_name(*book, *key);
  co_await enter(payment);
  Gate::Pass pass(gate_, payment);
  for (int tries = 0; tries < commit_tries_max; ++tries) {
    const std::optional<bool> delivered = co_await call_by_hand(book, *key, how.broken);
    if (delivered) co_return *delivered;
  }
  co_return false;
}

}  // namespace guichet::notifications
