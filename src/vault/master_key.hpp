#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/secret.hpp"

namespace guichet::vault {

/// The key that wraps the purpose keys: 32 random bytes, in a file of mode 0600 as hexadecimal.
/// It is read when keys are opened or changed and is not kept in memory in between.
class MasterKey {
 public:
  static MasterKey generate(Random& random);
  /// Nothing when there is no such file. Throws KeysError when the group or others may read it,
  /// or when it does not hold 64 hexadecimal digits.
  static std::optional<MasterKey> read(const std::string& path);

  /// Writes the key to `path` in one step: after a crash the file is whole or absent. Durable when
  /// it returns. False when `path` exists already, which is then left alone.
  bool publish(const std::string& path, Random& random) const;

  /// Names the key without telling it: 16 hexadecimal digits.
  const std::string& id() const { return id_; }
  std::string wrap(Random& random, std::string_view plain, std::string_view associated) const;
  /// Nothing when any byte differs (security-checklist 23).
  std::optional<Secret> unwrap(std::string_view wrapped, std::string_view associated) const;

 private:
  explicit MasterKey(Secret bytes);
  Secret wrapping_key() const;
  Secret bytes_;
  std::string id_;
};

/// Renames `from` over `to`, durably. False when `from` is not there.
bool rename_durably(const std::string& from, const std::string& to);

}  // namespace guichet::vault
