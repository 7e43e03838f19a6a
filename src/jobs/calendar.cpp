#include "jobs/calendar.hpp"

#include "base/check.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "jobs/calendar_store.hpp"

namespace guichet::jobs {

namespace {

metrics::Counter& done_counter(Job job) {
  return metrics::counter("guichet_due_rows_done", "Due rows of business time worked through",
                          "job=\"" + std::string(name_of(job)) + "\"");
}

}  // namespace

std::string_view name_of(Job job) {
  switch (job) {
    case Job::session_expiry: return "session-expiry";
    case Job::deferred_authorisation: return "deferred-authorisation";
    case Job::expiry: return "expiry";
    case Job::async_poll: return "async-poll";
    case Job::refund_retry: return "refund-retry";
    case Job::capture: return "capture";
    case Job::remittance_close: return "remittance-close";
    case Job::purge: return "purge";
  }
  return "unknown";
}

void Calendar::add(sql::Batch& batch, std::int64_t book_id, const Due& due) {
  store::add_due(batch, book_id, due);
}

void Calendar::remove(sql::Batch& batch, std::int64_t book_id, const Due& due) {
  store::remove_due(batch, book_id, due);
}

Task<std::optional<Instant>> Calendar::next_due(std::int64_t book_id,
                                                std::optional<Instant> after) {
  return store::read_next_due(db_, book_id, after);
}

Task<CalendarRun> Calendar::run_due(std::int64_t book_id, Instant now, GoOn go_on) {
  CalendarRun run;
  for (;;) {
    const bool again = co_await run_pass(book_id, now, go_on, run);
    if (!again) co_return run;
  }
}

// A pass goes forward by key, so a row that its handler leaves is not met twice in it. Rows may
// come up behind: as long as passes get something done and something is left, another follows.
Task<bool> Calendar::run_pass(std::int64_t book_id, Instant now, GoOn go_on, CalendarRun& run) {
  Due cursor{.at = Instant{-1}, .job = Job::session_expiry, .entity = {}};
  Due last_begun = cursor;
  int done = 0;
  int left = 0;
  for (;;) {
    std::vector<Due> rows =
        co_await store::read_due(db_, book_id, cursor, now, page_rows_max);
    if (rows.empty()) co_return done > 0 && left > 0;
    const Job job = rows.front().job;
    std::size_t same = 0;
    while (same < rows.size() && rows[same].job == job) ++same;
    rows.resize(same);
    for (const Due& row : rows) {
      const bool another = row.job != last_begun.job || row.at != last_begun.at;
      if (another && row.job != Job::purge) ++run.jobs;  // nobody waits for that one
      last_begun = row;
    }
    cursor = rows.back();
    const int count = static_cast<int>(rows.size());
    const int finished = co_await run_page(book_id, std::move(rows), run);
    done += finished;
    left += count - finished;
    run.rows += finished;
    if (!go_on()) {
      run.stopped = true;
      co_return false;
    }
  }
}

Task<int> Calendar::run_page(std::int64_t book_id, std::vector<Due> rows, CalendarRun& run) {
  const Job job = rows.front().job;
  const auto handler = handlers_.find(job);
  if (handler == handlers_.end()) co_return 0;  // of a newer program beside this one
  try {
    const int finished = co_await handler->second(book_id, std::move(rows));
    done_counter(job).add(static_cast<std::uint64_t>(finished));
    co_return finished;
  } catch (const std::exception& error) {
    log::error("calendar.job_failed", {{"job", std::string(name_of(job))},
                                       {"book", std::to_string(book_id)},
                                       {"reason", error.what()}});
  }
  run.failed = true;
  co_return 0;
}

}  // namespace guichet::jobs
