#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "sql/database.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace guichet::sql::sqlite {

/// What a result code means to whoever submitted the statement.
enum class Outcome {
  done,
  conflict,  // PRIMARY KEY or UNIQUE
  refused,   // the statement itself cannot work: our own mistake; nothing of it was written
  broken     // disk, memory, lock or corruption: the transaction is lost
};
Outcome outcome_of(int code);

/// One connection with its prepared statements. Used by one thread at a time.
class Connection {
 public:
  enum class Mode {
    write,     // creates the file when it is missing
    read,      // query_only, beside a writer of the same process
    read_only  // never writes the file: beside a server of another process
  };
  static constexpr int busy_ms = 5000;

  /// Throws DatabaseError when the file cannot be opened.
  Connection(const std::string& path, Mode mode);

  /// Runs one statement to its end and gives SQLite's extended result code.
  int write(const Statement& statement, const Parameters& parameters = {});
  /// Runs a query and gives all its rows; throws DatabaseError.
  Rows read(const Statement& statement, const Parameters& parameters);
  /// Runs text as it stands; throws DatabaseError.
  void execute(const std::string& text);

  /// True between BEGIN and its end; a grave error may have ended it already.
  bool in_transaction() const;
  /// The text of the last error.
  std::string message() const;
  sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  struct Prepared {
    const char* text;
    std::unique_ptr<sqlite3_stmt, Finalize> statement;
  };

  /// Null when the text cannot be prepared; `code` then says why.
  sqlite3_stmt* prepare(const Statement& statement, int& code);
  int bind(sqlite3_stmt* prepared, const Parameters& parameters);
  [[noreturn]] void fail(const Statement& statement, int code);

  std::unique_ptr<sqlite3, Close> handle_;
  std::unordered_map<const Statement*, Prepared> statements_;
  std::string mistake_;  // what the driver itself found wrong with the last statement
};

}  // namespace guichet::sql::sqlite
