#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "vault/keys.hpp"
#include "vault/keys_store.hpp"
#include "vault/master_key.hpp"

namespace guichet::vault {

inline constexpr Purpose all_purposes[] = {Purpose::pan_data, Purpose::pan_index,
                                           Purpose::token_seal, Purpose::shop_secret,
                                           Purpose::pepper, Purpose::fingerprint};
inline constexpr Mode all_modes[] = {Mode::test, Mode::production};

/// One unwrapped key, ready to use.
struct PurposeKey {
  PurposeKey(keys_store::WrappedKey row, Purpose key_purpose, Mode key_mode, Secret key_material);

  std::string id;
  Purpose purpose;
  Mode mode;
  int generation;
  Secret material;
  Aead aead;
  /// In front of the caller's associated text: a sealed text opens under no other key, purpose or
  /// mode, even if two keys were ever equal.
  std::string binding;
};
using PurposeKeyPtr = std::shared_ptr<const PurposeKey>;

/// Every key at one moment; immutable.
class KeyRing {
 public:
  /// Throws KeysError when a purpose has no key in some mode.
  KeyRing(std::int64_t version, std::vector<PurposeKeyPtr> keys);

  std::int64_t version() const { return version_; }
  /// Null when this ring has no such key.
  PurposeKeyPtr find(std::string_view id) const;
  const PurposeKey& current(Purpose purpose, Mode mode) const {
    return *slot(purpose, mode).second;
  }
  const PurposeKey& first(Purpose purpose, Mode mode) const { return *slot(purpose, mode).first; }
  std::vector<std::string> older_ids(Purpose purpose, Mode mode) const;

 private:
  using FirstAndCurrent = std::pair<const PurposeKey*, const PurposeKey*>;
  const FirstAndCurrent& slot(Purpose purpose, Mode mode) const {
    return slots_[2 * static_cast<std::size_t>(purpose) + static_cast<std::size_t>(mode)];
  }

  std::int64_t version_;
  std::vector<PurposeKeyPtr> keys_;  // by id
  std::array<FirstAndCurrent, 2 * std::size(all_purposes)> slots_{};
};

/// A fresh key of this purpose, wrapped by `master`.
keys_store::WrappedKey make_wrapped_key(const MasterKey& master, Random& random, Purpose purpose,
                                        Mode mode, int generation);
/// Throws KeysError when the row was altered or is of a kind this release does not know.
PurposeKeyPtr unwrap_key(const MasterKey& master, const keys_store::WrappedKey& row);
/// The same key wrapped by another master key.
keys_store::WrappedKey rewrap_key(const MasterKey& from, const MasterKey& to, Random& random,
                                  const keys_store::WrappedKey& row);

std::string_view mode_name(Mode mode);

}  // namespace guichet::vault
