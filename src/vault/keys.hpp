#pragma once

#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

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
  pepper,       // HMAC of API passwords, for log-in
  fingerprint   // keyed hash of calls with an Idempotency-Key, and of the key itself
};

std::string_view name_of(Purpose purpose);

/// The keys cannot be opened or changed; `what()` is one sentence for the operator.
class KeysError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The purpose keys, wrapped by the master key in the database, in memory once opened.
///
/// The master key is a file of mode 0600 in the data directory, 32 random bytes as hexadecimal.
/// `open` makes it when neither it nor any wrapped key exists, and refuses to invent one where
/// wrapped keys exist. Key pages are locked and excluded from core dumps. Thread-safe; a process
/// that meets an unknown key id reloads, so keys may be rotated by another process.
class Keys {
 public:
  static constexpr std::size_t id_digits = 8;  // hexadecimal, in front of every sealed text

  /// Throws KeysError: master key missing, not private, or not the one of this database; a wrapped
  /// key altered.
  static Task<std::unique_ptr<Keys>> open(sql::Database& db, std::string master_key_path,
                                          Random& random, const Clock& clock);
  ~Keys();

  /// "<key id>" ‖ sealed bytes under the current key of the purpose.
  std::string seal(Purpose purpose, Mode mode, std::string_view plain,
                   std::string_view associated) const;
  /// Nothing when the key is unknown (even after a reload) or any byte differs. The views must
  /// outlive the task.
  Task<std::optional<Secret>> open_sealed(Purpose purpose, Mode mode, std::string_view sealed,
                                          std::string_view associated) const;
  /// HMAC-SHA-256 under the first key of the purpose: stable over rotations, as an index must be.
  std::array<std::uint8_t, 32> mac(Purpose purpose, Mode mode, std::string_view message) const;

  /// Takes up what another process rotated; one small read when nothing changed. Whoever keeps a
  /// process running calls it now and then: Directory::refresh does.
  Task<> refresh();
  /// Makes a new current key; older ones keep opening. Not for the keys that only hash.
  Task<> rotate(Purpose purpose, Mode mode);
  /// Wraps every key under a new master key: the new file is written beside the old one and
  /// renamed only after the database holds the new wrappings; a crash between is repaired at open.
  /// A rotation that an earlier run left half done is completed instead. Throws KeysError when it
  /// could not be done, or not be known to be done: then call it again.
  Task<> rotate_master();
  /// The id of the current key, for "is this row under an old key".
  std::string current_id(Purpose purpose, Mode mode) const;
  /// The id of the key that sealed this text, which must have come from `seal`.
  static std::string id_of(std::string_view sealed) {
    return std::string(sealed.substr(0, id_digits));
  }
  /// The ids of the keys of this purpose that only open, oldest first.
  std::vector<std::string> older_ids(Purpose purpose, Mode mode) const;

  struct Impl;

 private:
  Keys();
  std::unique_ptr<Impl> impl_;
};

sql::Migrations schema();

}  // namespace guichet::vault
