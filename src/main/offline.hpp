#pragma once

#include <functional>
#include <memory>

#include "base/random.hpp"
#include "main/config.hpp"
#include "merchants/directory.hpp"
#include "sql/database.hpp"
#include "vault/vault.hpp"

namespace guichet::app {

/// The store of a data directory as an operating command sees it: opened beside a running server,
/// as a second process would on a database server (docs/internals/decisions).
struct OfflineStore {
  const Config& config;
  SystemRandom random;
  SystemClock clock;
  std::unique_ptr<sql::Database> db;
  std::unique_ptr<vault::Keys> keys;
  std::unique_ptr<merchants::Directory> directory;
};

/// Opens the store and runs `work` to its end; gives what it gives. Throws what it throws.
int with_store(const Config& config, bool read_only,
               std::function<Task<int>(OfflineStore& store)> work);

}  // namespace guichet::app
