// The embedded store by itself. Two measurements, in turns within each round:
//
//   ceiling   groups of N batches given to the group commit on the calling thread: no coroutine,
//             no queue, no other thread but the checkpoints'
//   store     N coroutines on one scheduler, two commits per payment, through the writer thread
//
// A payment is its two commits, durable; a commit that fails ends the program.

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <optional>

#include "base/check.hpp"
#include "base/stopwatch.hpp"
#include "base/testing/temp_directory.hpp"
#include "base/testing/thread_scheduler.hpp"
#include "sql/sqlite/checkpoints.hpp"
#include "sql/sqlite/group_commit.hpp"
#include "sql/sqlite/migration_store.hpp"
#include "sql/sqlite/sqlite_database.hpp"
#include "store/machine.hpp"
#include "store/payment_rows.hpp"

namespace guichet::bench {
namespace {

struct Options {
  std::string parent = ".";
  std::int64_t payments = 20'000;
  std::vector<int> parallel = {1, 8, 32, 128};
  int rounds = 3;
};

constexpr std::size_t wal_bytes_max = 64 * 1024 * 1024;

/// A directory of one measurement, on the disk that is measured.
struct Scratch {
  explicit Scratch(const std::string& parent) : path(parent + "/store-bench-XXXXXX") {
    check(::mkdtemp(path.data()) != nullptr, "no directory to measure in");
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::string path;
};

std::vector<PaymentRows> make_all(const Options& options, const MakeRows& make) {
  SeededRandom random(1);
  std::vector<PaymentRows> all;
  for (std::int64_t n = 0; n < options.payments; ++n) all.push_back(make(random, n));
  return all;
}

void must_be_done(sql::Commit outcome) {
  check(outcome == sql::Commit::done, "a commit of the benchmark failed");
}

double ceiling(const Options& options, const sql::Migrations& schema, const MakeRows& make,
               int parallel) {
  Scratch scratch(options.parent);
  const std::string path = scratch.path + "/bench.db";
  sql::sqlite::Connection connection(path, sql::sqlite::Connection::Mode::write);
  connection.execute("PRAGMA journal_mode = WAL");
  sql::sqlite::migrate(connection, schema, nullptr);
  sql::sqlite::Checkpoints checkpoints(path, connection, wal_bytes_max);
  sql::sqlite::GroupCommit commits(connection);
  std::vector<PaymentRows> all = make_all(options, make);

  const Stopwatch stopwatch;
  for (std::size_t from = 0; from < all.size(); from += static_cast<std::size_t>(parallel)) {
    const auto to = std::min(all.size(), from + static_cast<std::size_t>(parallel));
    for (auto part : {&PaymentRows::attempt, &PaymentRows::outcome}) {
      std::vector<sql::sqlite::Submission> submissions(to - from);
      std::vector<sql::sqlite::Submission*> group;
      for (std::size_t i = from; i < to; ++i) {
        submissions[i - from].batch = std::move(all[i].*part);
        group.push_back(&submissions[i - from]);
      }
      commits.commit(group);
      for (const auto& submission : submissions) must_be_done(submission.outcome);
      checkpoints.restart_if_due();
    }
  }
  return static_cast<double>(options.payments) / stopwatch.seconds();
}

struct Run {
  std::vector<PaymentRows> all;
  std::size_t next = 0;
  int running = 0;
  Event finished;
};

Task<> pay(sql::Database& db, Run& run) {
  while (run.next < run.all.size()) {
    PaymentRows rows = std::move(run.all[run.next++]);
    const sql::Commit attempt = co_await db.commit(std::move(rows.attempt));
    must_be_done(attempt);
    const sql::Commit outcome = co_await db.commit(std::move(rows.outcome));
    must_be_done(outcome);
  }
  if (--run.running == 0) run.finished.set();
}

Task<> pay_all(sql::Database& db, Run& run, Scheduler& scheduler, int parallel) {
  run.running = parallel;
  for (int i = 0; i < parallel; ++i) spawn(scheduler, "pay", pay(db, run));
  const bool finished = co_await run.finished.wait_for(std::chrono::hours(1));
  check(finished, "the benchmark did not end");
}

double store(const Options& options, const sql::Migrations& schema, const MakeRows& make,
             int parallel) {
  Scratch scratch(options.parent);
  sql::SqliteOptions sqlite;
  sqlite.path = scratch.path + "/bench.db";
  sqlite.wal_bytes_max = wal_bytes_max;
  testing::ThreadScheduler scheduler;
  auto db = sql::open_sqlite(sqlite, schema);
  Run run;
  run.all = make_all(options, make);

  const Stopwatch stopwatch;
  scheduler.run(pay_all(*db, run, scheduler, parallel));
  return static_cast<double>(options.payments) / stopwatch.seconds();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void measure(const Options& options, const sql::Migrations& schema, const MakeRows& make) {
  std::printf("%ld payments of two commits each, %d rounds\n", options.payments, options.rounds);
  for (const int parallel : options.parallel) {
    std::vector<double> ceilings, stores;
    for (int round = 1; round <= options.rounds; ++round) {
      const MachineProbe probe;
      const double flush_us = flush_seconds(options.parent) * 1e6;
      ceilings.push_back(ceiling(options, schema, make, parallel));
      stores.push_back(store(options, schema, make, parallel));
      std::printf("N=%-4d round %d  ceiling %8.0f/s  store %8.0f/s  ", parallel, round,
                  ceilings.back(), stores.back());
      std::printf("(steal %.1f %%, flush %.0f us)\n", probe.steal_percent(), flush_us);
      std::fflush(stdout);
    }
    std::printf("N=%-4d median   ceiling %8.0f/s  store %8.0f/s  store/ceiling %.2f\n", parallel,
                median(ceilings), median(stores), median(stores) / median(ceilings));
  }
}

}  // namespace
}  // namespace guichet::bench

int main(int argc, char** argv) {
  guichet::bench::Options options;
  CLI::App app("Measures the embedded store by itself.");
  app.add_option("--directory", options.parent, "measure on the disk of this directory");
  app.add_option("--payments", options.payments, "payments per measurement");
  app.add_option("--parallel", options.parallel, "payments in flight")->delimiter(',');
  app.add_option("--rounds", options.rounds, "rounds per figure");
  CLI11_PARSE(app, argc, argv);
  guichet::bench::measure(options, guichet::bench::charge_schema(),
                          guichet::bench::charge_rows);
}
