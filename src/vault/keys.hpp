#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/secret.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "sql/database.hpp"
#include "sql/migration.hpp"

namespace guichet::vault {

/// TEST and PRODUCTION never share a key (security-checklist 18, 25).
enum class Mode { test, production };

/// What a key is for (design.md 4). One current key per purpose and mode; older ones only open.
enum class Purpose {
  pan_data,     // seals card numbers
  pan_index,    // keyed hash of card numbers, for equality
  token_seal,   // seals form tokens and other contexts that travel
  shop_secret,  // seals API passwords and HMAC keys
  pepper        // HMAC of API passwords, for log-in
};

std::string_view name_of(Purpose purpose);

/// The purpose keys, wrapped by the master key in the database, in memory once opened.
///
/// The master key is a file of mode 0600 in the data directory, 32 random bytes as hexadecimal.
/// `open` makes it when neither it nor any wrapped key exists, and refuses to invent one where
/// wrapped keys exist. Key pages are locked and excluded from core dumps. Thread-safe; a process
/// that meets an unknown key id reloads, so keys may be rotated by another process.
class Keys {
 public:
  static Task<std::unique_ptr<Keys>> open(sql::Database& db, std::string master_key_path,
                                          Random& random, const Clock& clock);
  ~Keys();

  /// "<key id>" ‖ sealed bytes under the current key of the purpose.
  std::string seal(Purpose purpose, Mode mode, std::string_view plain,
                   std::string_view associated) const;
  /// Nothing when the key is unknown (even after a reload) or any byte differs.
  Task<std::optional<Secret>> open_sealed(Purpose purpose, Mode mode, std::string_view sealed,
                                          std::string_view associated) const;
  /// HMAC-SHA-256 under the first key of the purpose: stable over rotations, as an index must be.
  std::array<std::uint8_t, 32> mac(Purpose purpose, Mode mode, std::string_view message) const;

  /// Makes a new current key; older ones keep opening. Not for `pan_index` and `pepper`.
  Task<> rotate(Purpose purpose, Mode mode);
  /// Wraps every key under a new master key: the new file is written beside the old one and
  /// renamed only after the database holds the new wrappings; a crash between is repaired at open.
  Task<> rotate_master();
  /// The id of the current key, for "is this row under an old key".
  std::string current_id(Purpose purpose, Mode mode) const;

 private:
  Keys();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

sql::Migrations schema();

}  // namespace guichet::vault
