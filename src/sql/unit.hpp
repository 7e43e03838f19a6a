#pragma once

#include <utility>

#include "base/limits.hpp"
#include "sql/database.hpp"

namespace guichet::sql {

/// Waits before another try: the longer, the more were lost, and differently for each contender.
Task<> pause_before_try(std::size_t tries_lost);

/// A unit gave up: beaten `limits::unit_tries_max` times in a row, or the store is unavailable.
class UnitFailed : public std::runtime_error {
 public:
  UnitFailed(Commit reason, std::string_view unit);
  Commit reason;
};

/// What one try of a unit decided: the writes, and what to answer once they are durable.
template <class T>
struct Decision {
  Batch batch;
  T result;
};

/// Load, decide, write (design.md 1.3): `attempt` loads and decides, without side effects of its
/// own, and gives a Decision; its batch is committed; on a conflict everything starts again after a
/// short pause, `limits::unit_tries_max` times in all. An empty batch answers without a commit.
///
///   bool closed = co_await sql::run_unit<bool>(db, "close session",
///                                              [&]() -> Task<sql::Decision<bool>> { … });
template <class T, class Attempt>
Task<T> run_unit(Database& db, std::string_view name, Attempt attempt) {
  for (std::size_t tries = 0; tries < limits::unit_tries_max; ++tries) {
    if (tries > 0) co_await pause_before_try(tries);
    Decision<T> decision = co_await attempt();
    if (decision.batch.empty()) co_return std::move(decision.result);
    const Commit outcome = co_await db.commit(std::move(decision.batch));
    if (outcome == Commit::done) co_return std::move(decision.result);
    if (outcome == Commit::unavailable) throw UnitFailed(outcome, name);
  }
  throw UnitFailed(Commit::conflict, name);
}

}  // namespace guichet::sql
