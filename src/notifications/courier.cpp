#include "notifications/courier.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "jobs/crew.hpp"

namespace guichet::notifications {

namespace {

constexpr auto look_again_after = std::chrono::milliseconds(250);
constexpr int rows_per_run_max = 128;
constexpr std::size_t calls_at_once_max = 16;
/// Shorter than the agenda's lease; calls still running then end by themselves.
constexpr auto run_time_max = std::chrono::seconds(20);
/// A book this process does not know (yet) is looked at again after this.
constexpr std::int64_t unknown_book_ms = 60'000;
/// First events between their commit and their call; more than the charges in flight.
constexpr std::size_t firsts_max = 4096;

std::string row_name(const Book& book, const RowKey& key) {
  return std::to_string(book.id) + "/" + key.text();
}

/// The address to call, or empty. ipnTargetUrl works whatever the rule says
/// (spec/ipn-and-signatures.md 6).
std::string address_for(const Book& book, const Event& event) {
  const bool may_override = event.rule == Rule::end_of_payment || event.rule == Rule::cancellation;
  if (may_override && !event.url_override.empty()) return event.url_override;
  const auto rule = book.rules.find(event.rule);
  if (rule == book.rules.end() || !rule->second.enabled) return {};
  return rule->second.url;
}

}  // namespace

std::string Courier::gate_name(const Book& book, const RowKey& key) {
  return std::to_string(book.id) + "/" + key.payment_id;
}

Courier::Courier(sql::Database& db, http::Client& client, FindBook find_book, const Clock& clock,
                 Random& random, OutboxOptions options)
    : db_(db), find_book_(std::move(find_book)), clock_(clock), random_(random),
      options_(std::move(options)), caller_(client, clock_, options_),
      mails_(db, clock, random, options_.mailer) {}

std::string Courier::enqueue(sql::Batch& batch, const Book& book, const Event& event) {
  check(!event.payment_id.empty(), "a notification without a payment");
  OutboxRow row;
  row.url = address_for(book, event);
  if (row.url.empty()) return {};
  const Instant now = clock_.now();
  const RowKey key{event.payment_id, make_uuid(random_, now)};
  row.transaction = event.transaction;
  row.rule = event.rule;
  row.state = RowState::leased;
  row.due_at = now.plus_ms(lease_ms);
  store::add_row(batch, book.id, key, row);
  // Repairs a crash between this commit and the first call.
  jobs::Agenda::note_due(batch, book.id, row.due_at);
  if (event.first) {
    row.event_id = key.event_id;
    std::lock_guard lock(mutex_);
    // What is left over belongs to commits that failed. Whoever misses a row reads it.
    if (firsts_.size() >= firsts_max) firsts_.clear();
    firsts_.insert_or_assign(row_name(book, key), row);
  }
  return key.text();
}

std::optional<OutboxRow> Courier::take_first(const std::string& name) {
  std::lock_guard lock(mutex_);
  auto found = firsts_.extract(name);
  if (found.empty()) return std::nullopt;
  return std::move(found.mapped());
}

Task<> Courier::deliver_now(BookPtr book, std::string outbox_id, Scheduler::Duration wait,
                            std::string text) {
  const auto key = RowKey::parse(outbox_id);
  if (!key) co_return;
  {
    std::lock_guard lock(mutex_);
    if (!announced_.insert(row_name(*book, *key)).second) co_return;
  }
  auto done = std::make_shared<guichet::Event>();
  spawn(Scheduler::current(), "notification",
        deliver_and_signal(shared_from_this(), book, *key, std::move(text), done));
  if (draining_ || wait.count() <= 0) co_return;
  co_await done->wait_for(wait);
}

Task<> Courier::deliver_and_signal(std::shared_ptr<Courier> self, BookPtr book, RowKey key,
                                   std::string text, std::shared_ptr<guichet::Event> done) {
  // On every way out, the waiter is let go and the row is no longer announced.
  struct End {
    Courier& courier;
    std::string name;
    guichet::Event& done;
    ~End() {
      {
        std::lock_guard lock(courier.mutex_);
        courier.announced_.erase(name);
      }
      done.set();
    }
  };
  End end{*self, row_name(*book, key), *done};
  co_await self->deliver(book, key, Origin::now, std::move(text));
}

Task<> Courier::deliver_in_order(std::shared_ptr<Courier> self, BookPtr book,
                                 std::vector<RowKey> keys) {
  for (const RowKey& key : keys) co_await self->deliver(book, key, Origin::job, {});
}

Task<> Courier::enter(std::string payment) {
  for (;;) {
    const auto busy = gate_.enter(payment);
    if (!busy) co_return;
    co_await busy->wait_for(Scheduler::Duration(lease_ms));
  }
}

Task<> Courier::deliver(BookPtr book, RowKey key, Origin origin, std::string text) {
  const std::string payment = gate_name(*book, key);
  for (;;) {
    Turn turn = Turn::finished;
    {
      co_await enter(payment);
      Gate::Pass pass(gate_, payment);
      // After this turn the books may say something else.
      turn = co_await take_turn(book, key, origin, std::exchange(text, {}));
    }
    if (turn == Turn::finished) co_return;
    if (turn == Turn::wait) co_await sleep_for(look_again_after);
  }
}

bool Courier::is_ours(const Book& book, const RowKey& key, const OutboxRow& row) {
  std::lock_guard lock(mutex_);
  return announced_.contains(row_name(book, RowKey{key.payment_id, row.event_id}));
}

Task<Courier::Turn> Courier::take_turn(BookPtr book, RowKey key, Origin origin,
                                       std::string text) {
  std::vector<OutboxRow> rows;
  auto first = take_first(row_name(*book, key));
  if (first) {
    rows.push_back(std::move(*first));
  } else {
    rows = co_await store::read_payment(db_, book->id, key);
  }
  const Instant now = clock_.now();
  const Step step = next_step(rows, key.event_id, now, [&](const OutboxRow& row) {
    return is_ours(*book, key, row);
  });
  if (step.kind == Step::Kind::stop) co_return Turn::finished;
  if (step.kind == Step::Kind::wait) {
    // The job has time; whoever sends at once looks again while the row's own lease lasts.
    if (origin == Origin::job) co_return Turn::finished;
    for (const OutboxRow& row : rows) {
      if (row.event_id == key.event_id && row.calls == 0 &&
          row.due_at >= now.plus_ms(call_ms_max)) {
        co_return Turn::wait;
      }
    }
    co_return Turn::finished;
  }
  const OutboxRow row = rows[step.row];
  const RowKey row_key{key.payment_id, row.event_id};
  if (step.kind == Step::Kind::supersede) {
    const Turn rested = co_await put_to_rest(book, row_key, row.calls, RowState::superseded);
    co_return rested;
  }
  // An open breaker leaves the row to the job, which finds it when its lease ends.
  if (origin == Origin::now && !caller_.breaker().allows(endpoint_of(row.url), now)) {
    co_return Turn::finished;
  }
  const bool asked = row.event_id == key.event_id;
  if (!asked) text.clear();
  const Turn called = co_await call(book, row_key, row, std::move(text));
  co_return called == Turn::again && asked ? Turn::finished : called;
}

Task<Courier::Turn> Courier::put_to_rest(BookPtr book, RowKey key, int calls, RowState state) {
  sql::Batch batch;
  store::rest(batch, book->id, key, calls, state);
  const sql::Commit outcome = co_await db_.commit(std::move(batch));
  co_return outcome == sql::Commit::done ? Turn::again : Turn::finished;
}

Task<std::optional<Instant>> Courier::run_due(std::int64_t book_id, Instant now) {
  const BookPtr book = find_book_(book_id);
  if (!book) {
    const std::optional<Instant> due = co_await store::read_next_due(db_, book_id);
    std::optional<Instant> later;
    if (due) later = std::max(*due, now.plus_ms(unknown_book_ms));
    co_return later;
  }
  const std::vector<RowKey> due =
      co_await store::read_due(db_, book_id, now, rows_per_run_max);
  std::vector<std::vector<RowKey>> payments;
  for (const RowKey& key : due) {
    const auto known = std::find_if(payments.begin(), payments.end(), [&](const auto& keys) {
      return keys.front().payment_id == key.payment_id;
    });
    if (known == payments.end()) {
      payments.push_back({key});
    } else {
      known->push_back(key);
    }
  }
  std::vector<std::function<Task<>()>> work;
  for (auto& keys : payments) {
    work.push_back([self = shared_from_this(), book, keys = std::move(keys)] {
      return deliver_in_order(self, book, keys);
    });
  }
  co_await jobs::run_crew("notifications", std::move(work), calls_at_once_max, run_time_max);
  const std::optional<Instant> next = co_await store::read_next_due(db_, book_id);
  co_return next;
}

}  // namespace guichet::notifications
