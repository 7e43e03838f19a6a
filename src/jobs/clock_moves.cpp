#include "jobs/clock_moves.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "jobs/clock_store.hpp"
#include "sql/unit.hpp"

namespace guichet::jobs {

namespace {

/// Rows that a job left are tried again after this.
constexpr std::int64_t try_again_ms = 5'000;
constexpr std::int64_t unknown_book_ms = 60'000;
/// While another worker holds the book.
constexpr auto look_again_after = std::chrono::milliseconds(50);

Task<> commit(sql::Database& db, sql::Batch batch) {
  if (batch.empty()) co_return;
  const sql::Commit outcome = co_await db.commit(std::move(batch));
  if (outcome != sql::Commit::done) throw sql::UnitFailed(outcome, "move clock");
}

}  // namespace

ClockMoves::ClockMoves(sql::Database& db, const Clock& clock, Calendar& calendar,
                       BookClocks clocks)
    : db_(db), clock_(clock), calendar_(calendar), clocks_(std::move(clocks)) {}

Task<Instant> ClockMoves::order(std::int64_t book_id, ChooseTarget choose) {
  const auto attempt = [&]() -> Task<sql::Decision<Instant>> {
    // Read before the clock is: whoever orders after this makes the commit fail.
    const std::int64_t last_order = co_await store::read_last_order(db_, book_id);
    const Instant from = co_await ahead(book_id);
    sql::Decision<Instant> decision{{}, choose(from)};
    store::order_move(decision.batch, book_id, last_order + 1, decision.result);
    Agenda::note_due(decision.batch, book_id, clock_.now());
    co_return decision;
  };
  const Instant target = co_await sql::run_unit<Instant>(db_, "order clock", attempt);
  co_return target;
}

Task<std::optional<ClockMove>> ClockMoves::last(std::int64_t book_id) {
  return store::read_move(db_, book_id);
}

Task<Instant> ClockMoves::ahead(std::int64_t book_id) {
  const Instant now = clocks_.now(book_id).value_or(clock_.now());
  const auto move = co_await last(book_id);
  // A move that is done has brought the clock so far, whether or not this process has heard of it.
  co_return move ? std::max(now, move->target) : now;
}

Task<ClockMove> ClockMoves::carry_out(Agenda& agenda, std::int64_t book_id,
                                      Scheduler::Duration limit) {
  struct End {
    Event reached;
    ClockMove move{.done = true};  // as it was then: the next order makes another of it
  };
  const auto end = std::make_shared<End>();
  spawn(Scheduler::current(), "clock move",
        [](ClockMoves& moves, Agenda& worker, std::int64_t book,
           std::shared_ptr<End> at_end) -> Task<> {
          for (;;) {
            const auto move = co_await moves.last(book);
            if (move && move->done) at_end->move = *move;
            if (!move || move->done) break;
            const bool served = co_await worker.serve(book);
            if (!served) co_await sleep_for(look_again_after);
          }
          at_end->reached.set();
        }(*this, agenda, book_id, end));
  const bool in_time = co_await end->reached.wait_for(limit);
  if (in_time) co_return end->move;
  const auto move = co_await last(book_id);
  co_return move.value_or(ClockMove{.done = true});
}

Kind ClockMoves::job() {
  return {"calendar", [this](std::int64_t book_id, Instant) { return run_due(book_id); }};
}

// Each step is durable before the next: the clock first, then the work, which finds the clock at
// its own due time. A run that is cut short, by its time or by a kill, leaves the order undone,
// and the next run goes on where the clock stands.
Task<std::optional<Instant>> ClockMoves::run_due(std::int64_t book_id) {
  const Instant start = clock_.now();
  const auto go_on = [this, start] {
    return clock_.now() < start.plus_ms(std::chrono::milliseconds(work_time_max).count());
  };
  const auto now = clocks_.now(book_id);
  if (!now) {
    const auto due = co_await calendar_.next_due(book_id);
    co_return due ? std::optional(start.plus_ms(unknown_book_ms)) : std::nullopt;
  }
  const CalendarRun run = co_await calendar_.run_due(book_id, *now, go_on);
  bool stopped = run.stopped;
  int jobs = run.jobs;
  while (!stopped) {
    const auto move = co_await last(book_id);
    if (!move || move->done) break;
    if (jobs > 0) {
      sql::Batch batch;
      store::count_jobs(batch, book_id, jobs);
      co_await commit(db_, std::move(batch));
      jobs = 0;
    }
    const bool more = co_await step(book_id, *move, go_on);
    stopped = more && !go_on();
  }
  const Instant wall = clock_.now();
  if (stopped) co_return wall;
  const auto due = co_await calendar_.next_due(book_id);
  if (!due) co_return std::nullopt;
  const std::int64_t offset_ms = clocks_.now(book_id).value_or(wall).ms - wall.ms;
  const Instant next = due->plus_ms(-offset_ms);
  co_return next > wall ? next : wall.plus_ms(try_again_ms);
}

Task<bool> ClockMoves::step(std::int64_t book_id, ClockMove move, Calendar::GoOn go_on) {
  // Time flows while the jobs run: what is due after `reached` is next, even if it is past by now.
  const Instant reached = clocks_.now(book_id).value_or(move.target);
  const CalendarRun at_present = co_await calendar_.run_due(book_id, reached, go_on);
  if (at_present.stopped) co_return true;
  const auto due = co_await calendar_.next_due(book_id, reached);
  const Instant to = due ? std::min(*due, move.target) : move.target;
  co_await clocks_.raise(book_id, to);
  const Instant now = clocks_.now(book_id).value_or(to);
  const CalendarRun run = co_await calendar_.run_due(book_id, now, go_on);
  sql::Batch batch;
  store::count_jobs(batch, book_id, at_present.jobs + run.jobs);
  const bool arrived = to >= move.target && !run.stopped;
  if (arrived) store::end_move(batch, book_id, move.target);
  co_await commit(db_, std::move(batch));
  if (arrived) {
    log::info("clock.moved", {{"book", std::to_string(book_id)},
                              {"to", format_log_time(move.target)}});
  }
  co_return !arrived;
}

}  // namespace guichet::jobs
