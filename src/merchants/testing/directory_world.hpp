#pragma once

#include <memory>
#include <string>

#include "merchants/directory.hpp"
#include "vault/testing/vault_world.hpp"

namespace guichet::testing {

inline sql::Migrations directory_migrations() {
  sql::Migrations all = vault::schema();
  for (const auto& own : merchants::schema()) all.push_back(own);
  return all;
}

/// An empty directory with a database and keys of its own.
struct DirectoryWorld : VaultWorld {
  explicit DirectoryWorld(const sql::Migrations& migrations = directory_migrations())
      : VaultWorld(migrations) {}

  /// What `apply` says: the success, or "refused: " and the reason.
  std::string apply(const std::string& toml) { return apply_to(directory, toml); }
  std::string apply_to(merchants::Directory& where, const std::string& toml) {
    const auto outcome = run(where.apply(toml));
    return outcome ? *outcome : "refused: " + outcome.reason();
  }
  std::string password(const std::string& shop_id, vault::Mode mode) {
    return std::string(directory.find(shop_id, mode)->keys.password.expose());
  }
  std::int64_t count(const std::string& table) {
    const std::string text = "SELECT COUNT(*) FROM " + table;
    return query(text.c_str()).front().integer(0);
  }

  std::unique_ptr<vault::Keys> keys = open_keys();
  merchants::Directory directory{*db, *keys, random, clock};
};

}  // namespace guichet::testing
