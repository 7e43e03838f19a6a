#include "merchants/snapshot.hpp"

#include <algorithm>
#include <utility>

namespace guichet::merchants {

namespace {

/// TEST always works; PRODUCTION once a contract goes through a real acquirer.
bool is_active(Mode mode, const std::vector<Contract>& contracts) {
  return mode == Mode::test ||
         std::any_of(contracts.begin(), contracts.end(),
                     [](const Contract& contract) { return contract.acquirer != "sandbox"; });
}

}  // namespace

void Snapshot::add(Entry entry) {
  for (const Mode mode : all_modes) {
    const BookPtr& book = entry.books[mode];
    by_public_key[book->keys.public_key] = book;
    by_id[book->id] = book;
  }
  const std::string id = entry.books[Mode::test]->shop->id;
  shops[id] = std::move(entry);
}

Snapshot::Entry make_entry(const directory_store::StoredShop& stored, PerMode<BookKeys> keys,
                           const Snapshot& before) {
  const auto shop = std::make_shared<const Shop>(stored.shop);
  Snapshot::Entry entry;
  for (const Mode mode : all_modes) {
    const directory_store::StoredBook& from = stored.books[mode];
    auto book = std::make_shared<Book>();
    book->id = book_id_of(shop->id, mode);
    book->mode = mode;
    book->active = is_active(mode, from.contracts);
    book->keys = std::move(keys[mode]);
    book->contracts = from.contracts;
    book->rules = from.rules;
    const auto known = before.by_id.find(book->id);
    if (known != before.by_id.end()) book->clock = known->second->clock;
    book->clock->raise(from.clock_offset_ms);
    book->shop = shop;
    entry.books[mode] = std::move(book);
    entry.password_checks[mode] = from.password_check;
  }
  return entry;
}

}  // namespace guichet::merchants
