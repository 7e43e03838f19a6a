#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.hpp"
#include "base/time.hpp"
#include "sql/database.hpp"

namespace guichet::jobs {

/// The jobs of spec/status-machine.md 8.2. The numbers are stored; of jobs due at the same instant
/// the lower number runs first, so that nothing is captured that has expired.
enum class Job : int {
  session_expiry = 10,
  deferred_authorisation = 20,
  expiry = 30,
  async_poll = 40,
  refund_retry = 50,
  capture = 60,
  remittance_close = 70,
  purge = 90
};
std::string_view name_of(Job job);  // "capture"

/// One entity has work due at an instant of its book's business time.
struct Due {
  Instant at;
  Job job = Job::capture;
  std::string entity;  // uuid of a transaction, id of a session, …

  friend auto operator<=>(const Due&, const Due&) = default;
};

/// What a call of `Calendar::run_due` came to.
struct CalendarRun {
  int jobs = 0;       // runs of a job: one job at one due time
  int rows = 0;       // due rows worked through to their end
  bool failed = false;
  bool stopped = false;  // `go_on` said so
};

/// What falls due in business time (design.md 3, jobs).
///
/// A due row is a hint, not a promise: it makes somebody look at the entity at that time, and the
/// job decides by the entity's state then. So whoever changes an entity adds the row that its new
/// state asks for and need not take the old one away. The row is the narrowest there is, since
/// every charge writes one: the moment of the evening capture, then ids in order of time.
class Calendar {
 public:
  static constexpr int page_rows_max = 256;

  /// Works on rows of one job, in order of due time, each by units of its own. Every row that it
  /// is done with it removes in the batch that makes the work durable; a row that it leaves is
  /// tried again seconds later. It takes well under the agenda's lease (20 s at most) and gives
  /// the number of rows it is done with.
  using Handler = std::function<Task<int>(std::int64_t book_id, std::vector<Due> rows)>;
  /// Asked between two pages; false ends the run.
  using GoOn = std::function<bool()>;

  explicit Calendar(sql::Database& db) : db_(db) {}

  void set_handler(Job job, Handler handler) { handlers_[job] = std::move(handler); }

  /// Adds a due row, unless it is there. Somebody has to serve the book then: whoever writes a
  /// row whose agenda slot nothing else brings calls Agenda::note_due as well.
  static void add(sql::Batch& batch, std::int64_t book_id, const Due& due);
  static void remove(sql::Batch& batch, std::int64_t book_id, const Due& due);

  /// Works through everything due at or before `now` (business time), in order of due time and
  /// job, rows that come up meanwhile included. The caller holds the book's lease.
  Task<CalendarRun> run_due(std::int64_t book_id, Instant now, GoOn go_on);

  /// The due time of the first row after `after`, of the first row of all without it.
  Task<std::optional<Instant>> next_due(std::int64_t book_id,
                                        std::optional<Instant> after = std::nullopt);

 private:
  /// One time through the rows; true when another is worth while.
  Task<bool> run_pass(std::int64_t book_id, Instant now, GoOn go_on, CalendarRun& run);
  Task<int> run_page(std::int64_t book_id, std::vector<Due> rows, CalendarRun& run);

  sql::Database& db_;
  std::map<Job, Handler> handlers_;
};

}  // namespace guichet::jobs
