#include "vault/keys_store.hpp"

#include <utility>

namespace guichet::vault::keys_store {

namespace {

constexpr sql::Statement select_version{
    "keys.version", "SELECT version FROM key_history ORDER BY version DESC LIMIT 1"};
constexpr sql::Statement select_all{
    "keys.all",
    "SELECT key_id, purpose, mode, generation, master_id, wrapped FROM wrapped_keys "
    "ORDER BY purpose, mode, generation"};
constexpr sql::Statement insert_change{
    "keys.change", "INSERT INTO key_history (version, event, created_at) VALUES ($1, $2, $3)"};
constexpr sql::Statement insert_key{
    "keys.insert",
    "INSERT INTO wrapped_keys (key_id, purpose, mode, generation, master_id, wrapped, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)"};
constexpr sql::Statement update_wrapping{
    "keys.rewrap", "UPDATE wrapped_keys SET master_id = $1, wrapped = $2 WHERE key_id = $3"};

}  // namespace

Task<std::int64_t> read_version(sql::Database& db) {
  const sql::Rows rows = co_await db.read(select_version, sql::values());
  co_return rows.empty() ? 0 : rows.front().integer(0);
}

Task<std::vector<WrappedKey>> read_all(sql::Database& db) {
  const sql::Rows rows = co_await db.read(select_all, sql::values());
  std::vector<WrappedKey> keys;
  keys.reserve(rows.size());
  for (const sql::Row& row : rows) {
    keys.push_back({row.text(0), row.text(1), row.text(2), static_cast<int>(row.integer(3)),
                    row.text(4), row.bytes(5)});
  }
  co_return keys;
}

void add_change(sql::Batch& batch, std::int64_t version, std::string event, Instant at) {
  batch.add(insert_change, {version, std::move(event), at});
}

void add_key(sql::Batch& batch, const WrappedKey& key, Instant at) {
  batch.add(insert_key, {key.key_id, key.purpose, key.mode, key.generation, key.master_id,
                         sql::Blob{key.wrapped}, at});
}

void add_rewrap(sql::Batch& batch, const WrappedKey& key) {
  batch.add(update_wrapping, {key.master_id, sql::Blob{key.wrapped}, key.key_id});
}

}  // namespace guichet::vault::keys_store
