#include "jobs/agenda.hpp"

#include <atomic>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "jobs/agenda_store.hpp"
#include "jobs/crew.hpp"

namespace guichet::jobs {

namespace {

/// What one run takes on: a bound on its length, not on the work; the next run goes on.
constexpr int books_per_bucket_max = 64;
constexpr std::size_t books_at_once_max = 8;
/// How long a run waits for its books before it lets the slowest finish by themselves.
constexpr auto run_time_max = std::chrono::seconds(60);

int bucket_of(std::int64_t book_id) {
  return static_cast<int>(static_cast<std::uint64_t>(book_id) % Agenda::buckets);
}

/// Rounded up to a slot, so that the work is never looked for before it is due.
Instant slot_of(Instant due) {
  const std::int64_t ms = due.ms < 0 ? 0 : due.ms;
  return {(ms + Agenda::granularity_ms - 1) / Agenda::granularity_ms * Agenda::granularity_ms};
}

/// The slot that makes another worker repeat the book if this one dies. It lies between the
/// slots of writers, so that removing it never removes theirs.
Instant cover_of(Instant held_until) { return slot_of(held_until).plus_ms(1); }

std::string new_holder(const std::string& owner) {
  static std::atomic<std::uint64_t> claims{0};
  return owner + "#" + std::to_string(claims.fetch_add(1, std::memory_order_relaxed));
}

metrics::Counter& served_counter() {
  static metrics::Counter& counter =
      metrics::counter("guichet_agenda_books_served", "Times a book's due work was worked through");
  return counter;
}

metrics::Counter& failed_counter() {
  static metrics::Counter& counter =
      metrics::counter("guichet_agenda_failures", "Kinds of due work that ended in an error");
  return counter;
}

}  // namespace

Agenda::Agenda(sql::Database& db, const Clock& clock, std::string owner)
    : db_(db), clock_(clock), owner_(std::move(owner)) {}

void Agenda::add_kind(Kind kind) { kinds_.push_back(std::move(kind)); }

void Agenda::note_due(sql::Batch& batch, std::int64_t book_id, Instant due) {
  store::add_slot(batch, bucket_of(book_id), slot_of(due), book_id);
}

// The order of writes is what loses no work:
//   claim:   the lease is ours, the slots up to now go, a cover slot at the lease's end comes;
//   kinds:   they read after the claim, so they see every row whose slot the claim removed, and a
//            row written later brings a slot of its own that nobody removes;
//   release: the cover goes and the slot of the next due row comes.
// A worker that dies leaves its cover; one that wakes up after its lease was taken over finds
// another fence, and its release writes nothing.
Task<bool> Agenda::serve(std::int64_t book_id) {
  const Instant now = clock_.now();
  const int bucket = bucket_of(book_id);
  store::Lease lease = co_await store::read_lease(db_, book_id);
  if (lease.held_until > now) co_return false;

  Instant held_until = now.plus_ms(lease_ms);
  sql::Batch claim;
  store::move_lease(claim, book_id, lease.fence, held_until, new_holder(owner_));
  store::remove_slots_until(claim, bucket, now, book_id);
  store::add_slot(claim, bucket, cover_of(held_until), book_id);
  const sql::Commit claimed = co_await db_.commit(std::move(claim));
  if (claimed != sql::Commit::done) co_return false;
  ++lease.fence;

  std::optional<Instant> next;
  bool failed = false;
  for (const Kind& kind : kinds_) {
    const Instant at = clock_.now();
    if (at > held_until.plus_ms(-lease_ms / 2)) {
      const Instant longer = at.plus_ms(lease_ms);
      sql::Batch renewal;
      store::move_lease(renewal, book_id, lease.fence, longer, new_holder(owner_));
      store::remove_slot(renewal, bucket, cover_of(held_until), book_id);
      store::add_slot(renewal, bucket, cover_of(longer), book_id);
      const sql::Commit renewed = co_await db_.commit(std::move(renewal));
      if (renewed != sql::Commit::done) co_return false;
      ++lease.fence;
      held_until = longer;
    }
    try {
      const std::optional<Instant> due = co_await kind.run_due(book_id, now);
      if (due && (!next || *due < *next)) next = due;
    } catch (const std::exception& error) {
      failed = true;
      failed_counter().add();
      log::error("agenda.kind_failed", {{"kind", kind.name},
                                        {"book", std::to_string(book_id)},
                                        {"reason", error.what()}});
    }
  }

  sql::Batch release;
  store::move_lease(release, book_id, lease.fence, Instant{0}, new_holder(owner_));
  // After a failure the cover stays: the book is served again when it falls due.
  if (!failed) store::remove_slot(release, bucket, cover_of(held_until), book_id);
  if (next) note_due(release, book_id, *next);
  const sql::Commit released = co_await db_.commit(std::move(release));
  if (released != sql::Commit::done) co_return false;
  served_counter().add();
  co_return true;
}

Task<> Agenda::free_orphan(std::int64_t book_id) {
  const Instant now = clock_.now();
  const store::Lease lease = co_await store::read_lease(db_, book_id);
  if (lease.held_until <= now || lease.holder.starts_with(owner_ + "#")) co_return;
  sql::Batch batch;
  store::move_lease(batch, book_id, lease.fence, Instant{0}, new_holder(owner_));
  note_due(batch, book_id, now);
  const sql::Commit freed = co_await db_.commit(std::move(batch));
  if (freed == sql::Commit::done) {
    log::info("agenda.lease_freed", {{"book", std::to_string(book_id)}, {"holder", lease.holder}});
  }
}

Task<int> Agenda::run_once() {
  auto served = std::make_shared<int>(0);
  std::vector<std::function<Task<>()>> work;
  for (int bucket = 0; bucket < buckets; ++bucket) {
    const std::vector<std::int64_t> books =
        co_await store::read_books_due(db_, bucket, clock_.now(), books_per_bucket_max);
    for (const std::int64_t book_id : books) {
      work.push_back([this, served, book_id]() -> Task<> {
        const bool done = co_await serve(book_id);
        if (done) ++*served;
      });
    }
  }
  co_await run_crew("agenda", std::move(work), books_at_once_max, run_time_max);
  co_return *served;
}

Task<> Agenda::run(Scheduler::Duration interval, std::shared_ptr<Event> stop) {
  while (!stop->is_set()) {
    try {
      const int served = co_await run_once();
      if (served > 0) log::debug("agenda.run", {{"books", std::to_string(served)}});
    } catch (const std::exception& error) {
      failed_counter().add();
      log::error("agenda.run_failed", {{"reason", error.what()}});
    }
    const bool stopped = co_await stop->wait_for(interval);
    if (stopped) break;
  }
}

}  // namespace guichet::jobs
