#pragma once

#include <deque>
#include <memory>

#include "base/random.hpp"
#include "base/scheduler.hpp"
#include "sql/database.hpp"

namespace guichet::sql {

/// What the fake does with a commit.
enum class Mishap {
  none,
  conflict,          // refused without being written
  lost_before,       // not written, answered `unavailable`
  lost_after         // written, answered `unavailable`: the caller cannot know
};

/// A scripted asynchronous store around a real one: every read and commit completes later, in an
/// order drawn from `random`, and commits suffer the mishaps of the script, then `none`.
/// It stands in for a database server, so that nothing above src/sql relies on SQLite's timing.
class FakeDatabase final : public Database {
 public:
  FakeDatabase(Database& inner, Random& random) : inner_(inner), random_(random) {}

  void script(std::deque<Mishap> mishaps) { script_ = std::move(mishaps); }

  Task<Rows> read(const Statement& statement, Parameters parameters) override;
  Task<Commit> commit(Batch batch) override;
  std::size_t queue_length() const override { return inner_.queue_length(); }

 private:
  Task<> delay();
  Database& inner_;
  Random& random_;
  std::deque<Mishap> script_;
};

}  // namespace guichet::sql
