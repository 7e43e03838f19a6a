#include "sql/sqlite/group_commit.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/stopwatch.hpp"

namespace guichet::sql::sqlite {

namespace {

constexpr Statement begin_group{"begin", "BEGIN IMMEDIATE"};
constexpr Statement commit_group{"commit", "COMMIT"};
constexpr Statement rollback_group{"rollback", "ROLLBACK"};
constexpr Statement begin_batch{"savepoint", "SAVEPOINT batch"};
constexpr Statement end_batch{"release", "RELEASE batch"};
constexpr Statement rollback_batch{"rollback to", "ROLLBACK TO batch"};

metrics::Counter& outcomes(std::string_view outcome) {
  return metrics::counter("guichet_sql_batches", "Batches submitted to the store, by outcome.",
                          "outcome=\"" + std::string(outcome) + "\"");
}

metrics::Counter& groups(std::string_view size) {
  return metrics::counter("guichet_sql_groups", "Group commits, by batches in the group.",
                          "size=\"" + std::string(size) + "\"");
}

}  // namespace

void GroupCommit::commit(std::span<Submission* const> group) {
  const Stopwatch stopwatch;
  Pass pass = run(group, false);
  if (pass == Pass::again_with_savepoints) pass = run(group, true);
  if (pass == Pass::broken) {
    // Also those that met a conflict: what they collided with may be part of what was lost.
    for (auto* submission : group) {
      if (submission->mistake.empty()) submission->outcome = Commit::unavailable;
    }
  }
  count(group, stopwatch.seconds());
}

GroupCommit::Pass GroupCommit::run(std::span<Submission* const> group, bool savepoints) {
  if (!step(begin_group)) return Pass::broken;
  for (auto* submission : group) {
    submission->mistake.clear();
    const BatchEnd end = savepoints ? run_isolated(*submission) : run_batch(*submission);
    if (end == BatchEnd::written || end == BatchEnd::nothing_written) continue;
    roll_back();
    return end == BatchEnd::partly_written && !savepoints ? Pass::again_with_savepoints
                                                          : Pass::broken;
  }
  if (step(commit_group)) return Pass::committed;
  roll_back();
  return Pass::broken;
}

GroupCommit::BatchEnd GroupCommit::run_isolated(Submission& submission) {
  if (!step(begin_batch)) return BatchEnd::broken;
  BatchEnd end = run_batch(submission);
  if (end == BatchEnd::broken) return end;
  if (end != BatchEnd::written) {
    if (!step(rollback_batch)) return BatchEnd::broken;
    end = BatchEnd::nothing_written;
  }
  return step(end_batch) ? end : BatchEnd::broken;
}

GroupCommit::BatchEnd GroupCommit::run_batch(Submission& submission) {
  bool first = true;
  for (const auto& write : submission.batch.writes()) {
    const Outcome outcome = outcome_of(connection_.write(*write.statement, write.parameters));
    if (outcome == Outcome::done) {
      first = false;
      continue;
    }
    if (outcome == Outcome::refused) {
      submission.mistake = std::string(write.statement->name) + ": " + connection_.message();
    } else {
      submission.outcome = Commit::conflict;
    }
    // A grave error may have ended the transaction, and with it every batch before this one.
    if (outcome == Outcome::broken || !connection_.in_transaction()) {
      log::error("store.write_failed",
                 {{"statement", write.statement->name}, {"reason", connection_.message()}});
      return BatchEnd::broken;
    }
    return first ? BatchEnd::nothing_written : BatchEnd::partly_written;
  }
  submission.outcome = Commit::done;
  return BatchEnd::written;
}

bool GroupCommit::step(const Statement& statement) {
  if (outcome_of(connection_.write(statement)) == Outcome::done) return true;
  log::error("store.write_failed",
             {{"statement", statement.name}, {"reason", connection_.message()}});
  return false;
}

void GroupCommit::roll_back() {
  if (connection_.in_transaction()) step(rollback_group);
}

void GroupCommit::count(std::span<Submission* const> group, double seconds) {
  static auto& done = outcomes("done");
  static auto& conflict = outcomes("conflict");
  static auto& unavailable = outcomes("unavailable");
  static auto& mistake = outcomes("mistake");
  static auto& time = metrics::histogram("guichet_sql_commit_seconds",
                                         "Time of one group commit, flush included.");
  static auto& alone = groups("1");
  static auto& few = groups("2-8");
  static auto& many = groups("9-32");
  static auto& most = groups("33-");

  for (const auto* submission : group) {
    (!submission->mistake.empty()                        ? mistake
     : submission->outcome == Commit::done               ? done
     : submission->outcome == Commit::conflict           ? conflict
                                                         : unavailable)
        .add();
  }
  const auto size = group.size();
  (size <= 1 ? alone : size <= 8 ? few : size <= 32 ? many : most).add();
  time.observe_seconds(seconds);
}

}  // namespace guichet::sql::sqlite
