#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/task.hpp"
#include "merchants/directory_store.hpp"
#include "merchants/shop.hpp"
#include "merchants/shop_file.hpp"
#include "vault/keys.hpp"

namespace guichet::merchants {

/// What the database holds in place of a password, to compare at log-in: HMAC-SHA-256 under the
/// pepper (32 bytes). It names the shop, so that a check copied into another shop's row opens
/// nothing there.
std::string password_check(const vault::Keys& keys, std::string_view shop_id, Mode mode,
                           std::string_view password);

/// The keys of a stored book in clear; nothing when a seal does not open.
Task<std::optional<BookKeys>> open_keys(const vault::Keys& keys, const std::string& shop_id,
                                        Mode mode, const directory_store::StoredBook& book);

/// Writes `wanted` into `book`, sealed under the current key. A seal that holds the wanted secret
/// under the current key already is left as it is. True when anything changed.
bool seal_keys(const vault::Keys& keys, const std::string& shop_id, Mode mode,
               const BookKeys& wanted, const BookKeys* known, directory_store::StoredBook& book);

/// The given keys; where one is missing the known one, or a new one.
BookKeys complete_keys(Random& random, const std::string& shop_id, Mode mode,
                       const ShopFile::GivenKeys& given, const BookKeys* known);

}  // namespace guichet::merchants
