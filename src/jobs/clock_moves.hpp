#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/scheduler.hpp"
#include "base/time.hpp"
#include "jobs/agenda.hpp"
#include "jobs/calendar.hpp"
#include "sql/database.hpp"

namespace guichet::jobs {

/// The business clocks of books, as the jobs see them; src/merchants has them.
struct BookClocks {
  /// Business time of a book at present; nothing for a book this process does not know.
  std::function<std::optional<Instant>(std::int64_t book_id)> now;
  /// Moves a clock forward to an instant; one that is further on stays. Durable on return.
  std::function<Task<>(std::int64_t book_id, Instant to)> raise;
};

/// How far a move of a clock has come.
struct ClockMove {
  Instant target;     // business time
  int jobs_run = 0;   // runs of a job on the way so far: one job at one due time
  bool done = false;
};

/// Moves the business clocks of books and does what falls due in them (design.md 1.6, 3).
///
/// A move is a durable order, carried out by whoever holds the book's lease: it raises the clock
/// to the next due time, does what is due then, and so on to the target. A process that dies
/// leaves a clock that stands at a due time and an order that the next one goes on with. So a
/// command beside a running gateway moves clocks too (decision 0003).
class ClockMoves {
 public:
  /// A run of the agenda kind ends after this much work, so that it stays within the lease.
  static constexpr auto work_time_max = std::chrono::seconds(8);
  /// Days beyond wall time that an order may reach. A clock never comes back: a typing error in a
  /// year would cost the shop. The faces that take orders check it.
  static constexpr std::int64_t days_ahead_max = 3660;

  ClockMoves(sql::Database& db, const Clock& clock, Calendar& calendar, BookClocks clocks);

  /// Decides where a clock goes; `ahead`: where it will stand once the orders before are carried
  /// out. May throw to order nothing, and is asked again when another order was faster.
  using ChooseTarget = std::function<Instant(Instant ahead)>;

  /// Orders a move and gives its target; a farther one that is under way stays. Orders at the same
  /// instant are decided one after the other, so that two advances add up, of whatever process.
  Task<Instant> order(std::int64_t book_id, ChooseTarget choose);
  Task<Instant> order(std::int64_t book_id, Instant target) {
    return order(book_id, [target](Instant) { return target; });
  }
  /// The last order of a book, or nothing.
  Task<std::optional<ClockMove>> last(std::int64_t book_id);
  /// Where the clock will stand once the order under way is carried out; now, without one.
  Task<Instant> ahead(std::int64_t book_id);
  /// Serves the book until the last order is carried out or `limit` is over: what is not done then
  /// goes on by itself. Gives how far it has come.
  Task<ClockMove> carry_out(Agenda& agenda, std::int64_t book_id, Scheduler::Duration limit);

  /// The agenda kind "calendar": what is due in business time, and ordered moves.
  Kind job();

 private:
  Task<std::optional<Instant>> run_due(std::int64_t book_id);
  /// One step of a move; false when it is carried out.
  Task<bool> step(std::int64_t book_id, ClockMove move, Calendar::GoOn go_on);

  sql::Database& db_;
  const Clock& clock_;
  Calendar& calendar_;
  BookClocks clocks_;
};

}  // namespace guichet::jobs
