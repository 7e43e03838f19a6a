#include "sql/sqlite/connection.hpp"

#include <sqlite3.h>

#include "base/metrics.hpp"
#include "sql/sqlite/dialect.hpp"

namespace guichet::sql::sqlite {

namespace {

/// Resets a statement at the end of the scope, so that it holds no lock and no snapshot.
struct Resetting {
  sqlite3_stmt* statement;
  ~Resetting() { sqlite3_reset(statement); }
};

// SQLITE_STATIC: the parameters outlive the step, and are bound anew before the next one.
struct Binder {
  sqlite3_stmt* statement;
  int index;
  int operator()(const Null&) const { return sqlite3_bind_null(statement, index); }
  int operator()(std::int64_t n) const { return sqlite3_bind_int64(statement, index, n); }
  int operator()(const std::string& text) const {
    return sqlite3_bind_text64(statement, index, text.data(), text.size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  int operator()(const Blob& blob) const {
    return sqlite3_bind_blob64(statement, index, blob.bytes.data(), blob.bytes.size(),
                               SQLITE_STATIC);
  }
};

Value cell(sqlite3_stmt* statement, int i) {
  switch (sqlite3_column_type(statement, i)) {
    case SQLITE_INTEGER:
      return Value(std::int64_t{sqlite3_column_int64(statement, i)});
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      return Value(std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, i))));
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, i));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
      return Value(Blob{size == 0 ? std::string() : std::string(bytes, size)});
    }
    case SQLITE_NULL:
      return Value(Null{});
    default:
      throw DatabaseError("a query gave a floating-point number");
  }
}

Row row_of(sqlite3_stmt* statement) {
  const int columns = sqlite3_column_count(statement);
  std::vector<Value> cells;
  cells.reserve(static_cast<std::size_t>(columns));
  for (int i = 0; i < columns; ++i) cells.push_back(cell(statement, i));
  return Row(std::move(cells));
}

bool is_blank(const char* text) { return std::string_view(text).find_first_not_of(" \n\t\r;") ==
                                         std::string_view::npos; }

void count_error(const Statement& statement) {
  metrics::counter("guichet_sql_statement_errors", "Statements that failed, by name.",
                   "statement=\"" + std::string(statement.name) + "\"")
      .add();
}

}  // namespace

Outcome outcome_of(int code) {
  switch (code) {
    case SQLITE_OK:
    case SQLITE_DONE:
    case SQLITE_ROW:
      return Outcome::done;
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_ROWID:
      return Outcome::conflict;
    default:
      break;
  }
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
    case SQLITE_ERROR:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_TOOBIG:
    case SQLITE_MISUSE:
      return Outcome::refused;
    default:
      return Outcome::broken;
  }
}

void Connection::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
void Connection::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Connection::Connection(const std::string& path, Mode mode) {
  const int access = mode == Mode::read_only ? SQLITE_OPEN_READONLY
                     : mode == Mode::write   ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                             : SQLITE_OPEN_READWRITE;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, access | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(raw);
  if (code != SQLITE_OK) {
    throw DatabaseError("cannot open " + path + ": " +
                        (raw ? sqlite3_errmsg(raw) : sqlite3_errstr(code)));
  }
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, busy_ms);
  // Foreign keys are off: sharded engines need them added later, and no rule depends on them.
  execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY;"
          "PRAGMA trusted_schema = OFF;");
  // The writer appends in order of time: 24 MB of pages serve it as well as 64 (bench/run).
  execute(mode == Mode::write ? "PRAGMA cache_size = -24576" : "PRAGMA cache_size = -8192");
  if (mode == Mode::read) execute("PRAGMA query_only = ON");
}

void Connection::execute(const std::string& text) {
  mistake_.clear();
  if (sqlite3_exec(handle(), text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw DatabaseError(message());
  }
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle()) == 0; }

std::string Connection::message() const {
  return mistake_.empty() ? sqlite3_errmsg(handle()) : mistake_;
}

sqlite3_stmt* Connection::prepare(const Statement& statement, int& code) {
  auto& known = statements_[&statement];
  if (known.statement && known.text == statement.text) return known.statement.get();
  const std::string text = statement_text(statement.text);
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  code = sqlite3_prepare_v3(handle(), text.c_str(), static_cast<int>(text.size()),
                            SQLITE_PREPARE_PERSISTENT, &raw, &rest);
  known = Prepared{statement.text, std::unique_ptr<sqlite3_stmt, Finalize>(raw)};
  if (code == SQLITE_OK && (raw == nullptr || !is_blank(rest))) {
    mistake_ = "a statement must be one statement";
    known.statement.reset();
    code = SQLITE_MISUSE;
  }
  return known.statement.get();
}

int Connection::bind(sqlite3_stmt* prepared, const Parameters& parameters) {
  if (sqlite3_bind_parameter_count(prepared) != static_cast<int>(parameters.size())) {
    mistake_ = "wrong number of parameters";
    return SQLITE_RANGE;
  }
  int index = 0;
  for (const auto& parameter : parameters) {
    const int code = std::visit(Binder{prepared, ++index}, parameter.any());
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

int Connection::write(const Statement& statement, const Parameters& parameters) {
  mistake_.clear();
  int code = SQLITE_OK;
  sqlite3_stmt* prepared = prepare(statement, code);
  if (prepared) {
    code = bind(prepared, parameters);
    if (code == SQLITE_OK) {
      do {
        code = sqlite3_step(prepared);
      } while (code == SQLITE_ROW);
      if (code == SQLITE_DONE) code = SQLITE_OK;
    }
    // The result of a reset repeats the error of the step, with its text.
    sqlite3_reset(prepared);
  }
  const Outcome outcome = outcome_of(code);
  if (outcome != Outcome::done && outcome != Outcome::conflict) count_error(statement);
  return code;
}

Rows Connection::read(const Statement& statement, const Parameters& parameters) {
  mistake_.clear();
  int code = SQLITE_OK;
  sqlite3_stmt* prepared = prepare(statement, code);
  if (!prepared) fail(statement, code);
  Resetting resetting{prepared};
  code = bind(prepared, parameters);
  if (code != SQLITE_OK) fail(statement, code);
  Rows rows;
  while ((code = sqlite3_step(prepared)) == SQLITE_ROW) rows.push_back(row_of(prepared));
  if (code != SQLITE_DONE) fail(statement, code);
  return rows;
}

void Connection::fail(const Statement& statement, int code) {
  count_error(statement);
  throw DatabaseError(std::string(statement.name) + ": " + message() + " (" +
                      std::to_string(code) + ")");
}

}  // namespace guichet::sql::sqlite
