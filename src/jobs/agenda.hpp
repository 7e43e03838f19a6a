#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/scheduler.hpp"
#include "base/time.hpp"
#include "sql/database.hpp"
#include "sql/migration.hpp"

namespace guichet::jobs {

/// A kind of scheduled work. Rooms own their due rows; the agenda only knows that a book has
/// something due, and when. `run_due` does everything of this kind due at or before `now` (wall
/// time) in the book, in order of due time, one unit each, and may be called twice for the same
/// row: it must be harmless to repeat. It gives the wall time of the book's next due row, if any.
struct Kind {
  std::string name;
  std::function<Task<std::optional<Instant>>(std::int64_t book_id, Instant now)> run_due;
};

/// `agenda(bucket, next_due, book)`: which books have work due (design.md 3).
///
/// A writer adds `note_due` to the same batch as the due row. Due times are rounded up to
/// `granularity_ms`, so that a busy book writes one agenda row per slot, not one per payment. A
/// worker claims a book by a lease on wall time, runs every kind, then removes the slots it has
/// served; if it dies the lease ends and another worker repeats. Several processes may share a
/// database. A slot goes when the book is claimed and the lease's end stands in for it, so that
/// work noted while the book is served is never lost. One PostgreSQL writer and one claim may miss
/// each other when a row is committed after its own slot was served: note times that lie further
/// ahead than a commit takes.
class Agenda {
 public:
  static constexpr std::int64_t granularity_ms = 1000;
  static constexpr std::int64_t lease_ms = 30'000;
  static constexpr int buckets = 16;

  Agenda(sql::Database& db, const Clock& clock, std::string owner);

  void add_kind(Kind kind);
  /// Adds the agenda row for work of `book_id` due at `due` (wall time).
  static void note_due(sql::Batch& batch, std::int64_t book_id, Instant due);

  /// Frees a book's lease that another process holds, so that its work goes on at once. Only for
  /// who knows that no other process lives, as the lock of a data directory proves.
  Task<> free_orphan(std::int64_t book_id);
  /// Serves every book that is due now, once; gives how many books it served.
  Task<int> run_once();
  /// Serves one book, due or not; false when another worker holds it or was faster.
  Task<bool> serve(std::int64_t book_id);
  /// run_once for ever, every `interval`, until `stop` is set.
  Task<> run(Scheduler::Duration interval, std::shared_ptr<Event> stop);

 private:
  sql::Database& db_;
  const Clock& clock_;
  std::string owner_;
  std::vector<Kind> kinds_;
};

sql::Migrations schema();

}  // namespace guichet::jobs
