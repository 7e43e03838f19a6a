#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.hpp"
#include "base/time.hpp"
#include "sql/database.hpp"

namespace guichet::vault::keys_store {

/// A purpose key as the database holds it: useless without the master key.
struct WrappedKey {
  std::string key_id;     // 8 hexadecimal digits
  std::string purpose;
  std::string mode;
  int generation = 0;     // 1 is the first; the greatest is current
  std::string master_id;  // which master key wrapped it
  std::string wrapped;
};

/// The number of the last change, 0 before the first.
Task<std::int64_t> read_version(sql::Database& db);
Task<std::vector<WrappedKey>> read_all(sql::Database& db);

/// The guard of every change to the keys: two changes made from one state cannot both commit.
void add_change(sql::Batch& batch, std::int64_t version, std::string event, Instant at);
void add_key(sql::Batch& batch, const WrappedKey& key, Instant at);
/// Replaces the wrapping of a key, whose id, purpose and generation stay.
void add_rewrap(sql::Batch& batch, const WrappedKey& key);

}  // namespace guichet::vault::keys_store
