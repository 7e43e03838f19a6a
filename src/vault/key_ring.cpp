#include "vault/key_ring.hpp"

#include <algorithm>
#include <optional>

#include "base/check.hpp"
#include "base/memory.hpp"

namespace guichet::vault {

namespace {

std::optional<Purpose> find_purpose(std::string_view name) {
  for (const Purpose purpose : all_purposes) {
    if (name_of(purpose) == name) return purpose;
  }
  return std::nullopt;
}

std::optional<Mode> find_mode(std::string_view name) {
  for (const Mode mode : all_modes) {
    if (mode_name(mode) == name) return mode;
  }
  return std::nullopt;
}

// A Secret that is moved keeps its buffer, so the pages hidden here stay the right ones.
Secret hidden(Secret secret) {
  lock_and_hide(const_cast<char*>(secret.expose().data()), secret.expose().size());
  return secret;
}

// Every column is bound, so that a wrapped key cannot be passed off as another (checklist 23).
std::string wrapping_of(const keys_store::WrappedKey& row) {
  return "wrapped-key\n" + row.key_id + '\n' + row.purpose + '\n' + row.mode + '\n' +
         std::to_string(row.generation);
}

Secret unwrap_material(const MasterKey& master, const keys_store::WrappedKey& row) {
  std::optional<Secret> material = master.unwrap(row.wrapped, wrapping_of(row));
  if (!material || material->expose().size() != Aead::key_bytes) {
    throw KeysError("the wrapped key " + row.key_id + " has been altered");
  }
  return hidden(std::move(*material));
}

}  // namespace

std::string_view name_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::pan_data: return "pan-data";
    case Purpose::pan_index: return "pan-index";
    case Purpose::token_seal: return "token-seal";
    case Purpose::shop_secret: return "shop-secret";
    case Purpose::pepper: return "pepper";
    case Purpose::fingerprint: return "fingerprint";
  }
  check(false, "no such purpose");
  return {};
}

std::string_view mode_name(Mode mode) { return mode == Mode::test ? "TEST" : "PRODUCTION"; }

PurposeKey::PurposeKey(keys_store::WrappedKey row, Purpose key_purpose, Mode key_mode,
                       Secret key_material)
    : id(std::move(row.key_id)),
      purpose(key_purpose),
      mode(key_mode),
      generation(row.generation),
      material(std::move(key_material)),
      aead(hidden(Secret(material))),
      binding(id + '\n' + row.purpose + '\n' + row.mode + '\n') {}

KeyRing::KeyRing(std::int64_t version, std::vector<PurposeKeyPtr> keys)
    : version_(version), keys_(std::move(keys)) {
  std::sort(keys_.begin(), keys_.end(),
            [](const auto& a, const auto& b) { return a->id < b->id; });
  for (const auto& key : keys_) {
    auto& [first, current] = const_cast<FirstAndCurrent&>(slot(key->purpose, key->mode));
    if (first == nullptr || key->generation < first->generation) first = key.get();
    if (current == nullptr || key->generation > current->generation) current = key.get();
  }
  for (const auto& [first, current] : slots_) {
    if (first == nullptr) throw KeysError("the database lacks a wrapped key");
  }
}

PurposeKeyPtr KeyRing::find(std::string_view id) const {
  const auto at = std::lower_bound(keys_.begin(), keys_.end(), id,
                                   [](const auto& key, auto wanted) { return key->id < wanted; });
  return at != keys_.end() && (*at)->id == id ? *at : nullptr;
}

std::vector<std::string> KeyRing::older_ids(Purpose purpose, Mode mode) const {
  std::vector<const PurposeKey*> older;
  for (const auto& key : keys_) {
    if (key->purpose == purpose && key->mode == mode && key.get() != &current(purpose, mode)) {
      older.push_back(key.get());
    }
  }
  std::sort(older.begin(), older.end(),
            [](const auto* a, const auto* b) { return a->generation < b->generation; });
  std::vector<std::string> ids;
  for (const auto* key : older) ids.push_back(key->id);
  return ids;
}

keys_store::WrappedKey make_wrapped_key(const MasterKey& master, Random& random, Purpose purpose,
                                        Mode mode, int generation) {
  keys_store::WrappedKey row{random.hex(4 * Keys::id_digits), std::string(name_of(purpose)),
                             std::string(mode_name(mode)), generation, master.id(), {}};
  std::array<std::uint8_t, Aead::key_bytes> material;
  random.fill(material);
  row.wrapped = master.wrap(random, {reinterpret_cast<const char*>(material.data()),
                                     material.size()}, wrapping_of(row));
  wipe(material.data(), material.size());
  return row;
}

PurposeKeyPtr unwrap_key(const MasterKey& master, const keys_store::WrappedKey& row) {
  const auto purpose = find_purpose(row.purpose);
  const auto mode = find_mode(row.mode);
  if (!purpose || !mode || row.key_id.size() != Keys::id_digits) {
    throw KeysError("the wrapped key " + row.key_id + " is of a kind this release does not know");
  }
  return std::make_shared<const PurposeKey>(row, *purpose, *mode, unwrap_material(master, row));
}

keys_store::WrappedKey rewrap_key(const MasterKey& from, const MasterKey& to, Random& random,
                                  const keys_store::WrappedKey& row) {
  const Secret material = unwrap_material(from, row);
  keys_store::WrappedKey out = row;
  out.master_id = to.id();
  out.wrapped = to.wrap(random, material.expose(), wrapping_of(out));
  return out;
}

}  // namespace guichet::vault
