#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "jobs/clock_moves.hpp"
#include "merchants/shop.hpp"
#include "sql/database.hpp"
#include "sql/migration.hpp"

namespace guichet::merchants {

using BookPtr = std::shared_ptr<const Book>;

/// Everything about shops that requests ask for, as an immutable snapshot in memory.
///
/// `refresh` re-reads the database when its version row or a clock has moved; wiring calls it
/// every 500 ms, so a change made by another process is seen within that. Look-ups take a copy of
/// a shared pointer and never touch the database. Thread-safe.
class Directory {
 public:
  Directory(sql::Database& db, vault::Keys& keys, Random& random, const Clock& clock);
  ~Directory();

  /// Takes up rotated keys as well. A shop whose keys do not open is logged and stays as it was
  /// last seen. Throws sql::DatabaseError.
  Task<> refresh();

  /// The book whose password this is, or null. Constant time in the password, and the same work
  /// for a shop that does not exist (security-checklist 51).
  BookPtr authenticate(std::string_view shop_id, std::string_view password) const;
  BookPtr find_by_public_key(std::string_view public_key) const;
  BookPtr find(std::int64_t book_id) const;
  BookPtr find(std::string_view shop_id, Mode mode) const;
  std::vector<BookPtr> all() const;

  /// Applies a shop description (docs/reference/shop-file.md): creates or changes, never deletes
  /// keys. Idempotent: the same file twice changes nothing. The reason of a failure names the
  /// member at fault. Keys that the file leaves out are made, and kept by later runs. The success
  /// is one line that begins with "shop <id>: ". The change is durable and seen by this Directory
  /// when it returns. Throws sql::UnitFailed when the store is unavailable.
  Task<Result<std::string, std::string>> apply(std::string_view toml);
  /// The shop as a file that `apply` accepts; secrets included only when asked for.
  Task<Result<std::string, std::string>> show(std::string_view shop_id, bool with_secrets) const;

  /// Seals the keys of shops that are under an older `shop-secret` key anew; gives how many books
  /// it changed. For after a rotation (security-checklist 20).
  Task<int> reseal();
  /// Moves the business clock of a TEST book forward to an instant, durably; one that is further
  /// on stays. Other processes see it at their next refresh. The caller (jobs::ClockMoves) holds
  /// the lease of the book and does what falls due on the way.
  Task<> raise_clock(std::int64_t book_id, Instant to);
  /// The clocks of all books, for the jobs. This Directory must outlive the answer.
  jobs::BookClocks clocks();

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

/// The shop of the published samples (spec/envelope.md 2.1): public keys, demo mode only.
extern const std::string_view demo_shop_toml;

sql::Migrations schema();

}  // namespace guichet::merchants
