#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "merchants/shop.hpp"
#include "sql/database.hpp"
#include "sql/migration.hpp"

namespace guichet::merchants {

using BookPtr = std::shared_ptr<const Book>;

/// Everything about shops that requests ask for, as an immutable snapshot in memory.
///
/// `refresh` re-reads the database when its version row has moved; wiring calls it every 500 ms,
/// so a change made by another process is seen within that. Look-ups are lock-free copies of a
/// shared pointer and never touch the database.
class Directory {
 public:
  Directory(sql::Database& db, vault::Keys& keys, Random& random, const Clock& clock);
  ~Directory();

  Task<> refresh();

  /// The book whose password this is; constant time in the password. `shop_known` tells INT_905
  /// bookkeeping whether the user exists; it never reaches an answer.
  BookPtr authenticate(std::string_view shop_id, std::string_view password) const;
  BookPtr find_by_public_key(std::string_view public_key) const;
  BookPtr find(std::int64_t book_id) const;
  BookPtr find(std::string_view shop_id, Mode mode) const;
  std::vector<BookPtr> all() const;

  /// Applies a shop description (docs/reference/shop-file.md): creates or changes, never deletes
  /// keys. Idempotent: the same file twice changes nothing. The reason of a failure names the
  /// member at fault. Keys that the file leaves out are made, and kept by later runs.
  Task<Result<std::string, std::string>> apply(std::string_view toml);
  /// The shop as a file that `apply` accepts; secrets included only when asked for.
  Task<Result<std::string, std::string>> show(std::string_view shop_id, bool with_secrets) const;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

/// The shop of the published samples (spec/envelope.md 2.1): public keys, demo mode only.
extern const std::string_view demo_shop_toml;

sql::Migrations schema();

}  // namespace guichet::merchants
