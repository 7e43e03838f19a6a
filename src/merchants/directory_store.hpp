#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/task.hpp"
#include "base/time.hpp"
#include "merchants/shop.hpp"
#include "merchants/shop_file.hpp"
#include "sql/database.hpp"

namespace guichet::merchants::directory_store {

/// One mode of a shop as the database holds it: keys sealed.
struct StoredBook {
  std::string password_sealed;
  std::string password_check;  // 32 bytes
  std::string public_key;
  std::string hmac_key_sealed;
  std::int64_t clock_offset_ms = 0;
  std::vector<Contract> contracts;
  std::map<Rule, NotificationRule> rules;  // every rule
};

struct StoredShop {
  Shop shop;
  PerMode<StoredBook> books;
};

/// The number of the last change, 0 before the first.
Task<std::int64_t> read_version(sql::Database& db);
/// Every shop, by id. Not one moment of the database: see `read_version` before and after.
Task<std::map<std::string, StoredShop>> read_shops(sql::Database& db);

/// The guard of every change: two changes made from one state cannot both commit.
void add_change(sql::Batch& batch, std::int64_t version, const std::string& shop_id,
                std::string event, Instant at);
void add_shop(sql::Batch& batch, const Shop& shop);
/// The keys; a clock that is there already stays.
void add_keys(sql::Batch& batch, const std::string& shop_id, Mode mode, const StoredBook& book);
/// Replaces all contracts of the book.
void add_contracts(sql::Batch& batch, std::int64_t book_id, const std::vector<Contract>& contracts);
void add_rules(sql::Batch& batch, std::int64_t book_id,
               const std::map<Rule, NotificationRule>& rules);
/// Raises the offset of the book's clock; a greater one stays.
void add_clock(sql::Batch& batch, std::int64_t book_id, std::int64_t offset_ms);
/// Every book whose clock was moved, with its offset in milliseconds.
Task<std::vector<std::pair<std::int64_t, std::int64_t>>> read_clocks(sql::Database& db);

}  // namespace guichet::merchants::directory_store
