#include "sql/sqlite/sqlite_database.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <mutex>
#include <optional>

#include "sql/sqlite/checkpoints.hpp"
#include "sql/sqlite/group_commit.hpp"
#include "sql/sqlite/migration_store.hpp"
#include "sql/sqlite/readers.hpp"
#include "sql/sqlite/writer_thread.hpp"

namespace guichet::sql {

namespace {

using sqlite::Connection;
using sqlite::Submission;

constexpr Statement select_journal_mode{"journal mode", "PRAGMA journal_mode = WAL"};

/// Only the owner may read the file; SQLite gives its log and index the same mode.
void create_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);  // otherwise opening the connection says what is wrong
}

class ReadOnlyDatabase final : public Database {
 public:
  ReadOnlyDatabase(const SqliteOptions& options, const Migrations& migrations)
      : readers_(options.path, Connection::Mode::read_only) {
    sqlite::check_migrated(readers_.mine(), migrations);
  }
  Task<Rows> read(const Statement& statement, Parameters parameters) override {
    co_return readers_.mine().read(statement, parameters);
  }
  Task<Commit> commit(Batch) override {
    throw DatabaseError("this database was opened for reading only");
    co_return Commit::unavailable;
  }
  std::size_t queue_length() const override { return 0; }

 private:
  sqlite::Readers readers_;
};

/// What writing databases have in common: the file, its writing connection and its readers.
class WritingDatabase : public Database {
 public:
  WritingDatabase(const SqliteOptions& options, const Migrations& migrations)
      : connection_((create_private(options.path), options.path), Connection::Mode::write),
        readers_(options.path, Connection::Mode::read),
        commits_(connection_) {
    const Rows mode = connection_.read(select_journal_mode, {});
    if (mode.empty() || mode[0].text(0) != "wal") {
      throw DatabaseError("no write-ahead log is possible at " + options.path);
    }
    connection_.execute("PRAGMA journal_size_limit = " + std::to_string(options.wal_bytes_max));
    sqlite::migrate(connection_, migrations, options.clock);
  }
  Task<Rows> read(const Statement& statement, Parameters parameters) override {
    co_return readers_.mine().read(statement, parameters);
  }

 protected:
  static Commit answer(const Submission& submission) {
    if (!submission.mistake.empty()) throw DatabaseError(submission.mistake);
    return submission.outcome;
  }

  Connection connection_;
  sqlite::Readers readers_;
  sqlite::GroupCommit commits_;
};

class InlineDatabase final : public WritingDatabase {
 public:
  using WritingDatabase::WritingDatabase;
  Task<Commit> commit(Batch batch) override {
    Submission submission;
    submission.batch = std::move(batch);
    Submission* const group[] = {&submission};
    {
      std::lock_guard lock(mutex_);
      commits_.commit(group);
    }
    co_return answer(submission);
  }
  std::size_t queue_length() const override { return 0; }

 private:
  std::mutex mutex_;
};

class ThreadedDatabase final : public WritingDatabase {
 public:
  ThreadedDatabase(const SqliteOptions& options, const Migrations& migrations)
      : WritingDatabase(options, migrations) {
    if (options.checkpoint_thread) {
      checkpoints_.emplace(options.path, connection_, options.wal_bytes_max);
    }
    writer_.emplace(commits_, [this] {
      if (checkpoints_) checkpoints_->restart_if_due();
    });
  }
  ~ThreadedDatabase() override {
    writer_.reset();  // writes what is queued; needs the checkpoints until then
    checkpoints_.reset();
  }

  // After the suspension only the frame is touched: when the last queued batches are answered,
  // the database may be gone already.
  Task<Commit> commit(Batch batch) override {
    Submission submission;
    submission.batch = std::move(batch);
    submission.scheduler = &Scheduler::current();
    co_await Queued{*writer_, submission};
    co_return answer(submission);
  }
  std::size_t queue_length() const override { return writer_->queue_length(); }

 private:
  struct Queued {
    sqlite::WriterThread& writer;
    Submission& submission;
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> handle) const {
      submission.handle = handle;
      // False, the queue is full: go on at once with the outcome it was made with, `unavailable`.
      return writer.submit(submission);
    }
    void await_resume() const noexcept {}
  };

  std::optional<sqlite::Checkpoints> checkpoints_;
  std::optional<sqlite::WriterThread> writer_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(const SqliteOptions& options, const Migrations& migrations) {
  if (options.path.empty() || options.path == ":memory:") {
    throw DatabaseError("the embedded store needs a file");
  }
  if (options.read_only) return std::make_unique<ReadOnlyDatabase>(options, migrations);
  if (options.inline_writer) return std::make_unique<InlineDatabase>(options, migrations);
  return std::make_unique<ThreadedDatabase>(options, migrations);
}

}  // namespace guichet::sql
