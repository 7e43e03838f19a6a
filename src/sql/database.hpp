#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "sql/value.hpp"

namespace guichet::sql {

/// A named query, written once in the common subset of SQLite and PostgreSQL (stack.md 6–8).
/// Parameters are `$1`…`$n`. Statements are constants in `*_store.cpp` files; metrics, logs and
/// prepared-statement caches speak of them by name and address.
struct Statement {
  const char* name;
  const char* text;
};

/// What a unit of work wants written: all of it durably, or none of it.
///
/// By convention the first write is the guard: an insert whose key exists already when someone
/// else was faster (design.md 1.3), so that losing a race costs no round trip.
class Batch {
 public:
  struct Write {
    const Statement* statement;
    Parameters parameters;
  };
  void add(const Statement& statement, Parameters parameters) {
    writes_.push_back({&statement, std::move(parameters)});
  }
  /// Appends the writes of `other` after these.
  void append(Batch other);
  bool empty() const { return writes_.empty(); }
  const std::vector<Write>& writes() const { return writes_; }

 private:
  std::vector<Write> writes_;
};

/// How a commit ended.
enum class Commit {
  done,        // durable: the flush that makes it true has happened
  conflict,    // a key existed already: nothing was written, load and decide again
  unavailable  // nothing is known to be written: disk, connection or queue limit. The caller must
               // not tell anybody "paid" and must not assume that nothing was written.
};

/// The store as the rooms see it: reads at once, writes in batches.
///
/// Promises: a read sees every commit whose `done` was received before the read began. `commit`
/// returns after durability. Both may be awaited on any scheduler and resume there. A read that
/// fails for good (corruption, lost server) throws DatabaseError, which ends the request.
class Database {
 public:
  virtual ~Database() = default;
  virtual Task<Rows> read(const Statement& statement, Parameters parameters) = 0;
  virtual Task<Commit> commit(Batch batch) = 0;
  /// Commits waiting for the writer, for /metrics.
  virtual std::size_t queue_length() const = 0;
};

/// The database could not do what was asked; `what()` is for the log only.
class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace guichet::sql
