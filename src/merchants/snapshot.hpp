#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "merchants/directory.hpp"
#include "merchants/directory_store.hpp"
#include "merchants/shop_file.hpp"

namespace guichet::merchants {

/// Every shop at one moment; immutable once published.
struct Snapshot {
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  template <class T>
  using ByText = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

  struct Entry {
    PerMode<BookPtr> books;
    PerMode<std::string> password_checks;  // 32 bytes each
  };

  void add(Entry entry);

  std::int64_t version = -1;  // of the database; -1: nothing was read yet
  ByText<Entry> shops;        // by shop id
  ByText<BookPtr> by_public_key;
  std::unordered_map<std::int64_t, BookPtr> by_id;
  Entry nobody;  // what the password for an unknown shop is compared with
};

/// The books of a stored shop, with their keys in clear. A book whose clock is known keeps it.
Snapshot::Entry make_entry(const directory_store::StoredShop& stored, PerMode<BookKeys> keys,
                           const Snapshot& before);

}  // namespace guichet::merchants
