#include "merchants/directory.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/check.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "merchants/directory_store.hpp"
#include "merchants/shop_file.hpp"
#include "merchants/shop_keys.hpp"
#include "merchants/shop_secrets.hpp"
#include "merchants/snapshot.hpp"
#include "sql/unit.hpp"

namespace guichet::merchants {

namespace {

using directory_store::StoredBook;
using directory_store::StoredShop;
using Shops = std::map<std::string, StoredShop>;
using Outcome = Result<std::string, std::string>;

std::string comma_separated(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

}  // namespace

struct Directory::Impl {
  Impl(sql::Database& database, vault::Keys& purpose_keys, Random& source, const Clock& wall)
      : db(database), keys(purpose_keys), random(source), clock(wall) {
    auto empty = std::make_shared<Snapshot>();
    for (const Mode mode : all_modes) empty->nobody.password_checks[mode] = random.hex(128);
    snapshot = std::move(empty);
  }

  sql::Database& db;
  vault::Keys& keys;
  Random& random;
  const Clock& clock;

  // Held to copy or swap the pointer, never longer. Not std::atomic<shared_ptr>: in g++ 12 its load
  // leaves with a relaxed store, so a reader races with the next publisher (GCC PR 101761).
  mutable std::mutex mutex;
  std::shared_ptr<const Snapshot> snapshot;

  std::shared_ptr<const Snapshot> current() const {
    const std::lock_guard lock(mutex);
    return snapshot;
  }
  void publish(std::shared_ptr<const Snapshot> fresh) {
    const std::lock_guard lock(mutex);
    if (fresh->version >= snapshot->version) snapshot.swap(fresh);
    // The one that is dropped is freed by `fresh`, after the lock.
  }

  Task<> refresh();
  Task<std::shared_ptr<Snapshot>> build(std::shared_ptr<const Snapshot> before,
                                        std::int64_t version);
  Task<Outcome> apply(const ShopFile& file);
  Task<sql::Decision<Outcome>> decide(const ShopFile& file);
  Result<std::string, std::string> choose_id(const ShopFile& file, const Shops& shops) const;
  Task<int> reseal();
  Task<sql::Decision<int>> decide_reseal();
  Task<> raise_clock(std::int64_t book_id, Instant to);
  Task<> refresh_clocks();
};

Task<> Directory::Impl::refresh() {
  co_await keys.refresh();
  co_await refresh_clocks();
  for (std::size_t tries = 0; tries < limits::unit_tries_max; ++tries) {
    const std::int64_t version = co_await directory_store::read_version(db);
    std::shared_ptr<const Snapshot> before = current();
    if (before->version == version) co_return;
    std::shared_ptr<Snapshot> fresh = co_await build(before, version);
    // The tables are read one after the other: unless nothing changed meanwhile, they may not fit
    // together.
    const std::int64_t version_now = co_await directory_store::read_version(db);
    if (version_now != version) continue;
    publish(std::move(fresh));
    co_return;
  }
  log::warning("directory.keeps_changing");  // the next refresh tries again
}

Task<std::shared_ptr<Snapshot>> Directory::Impl::build(std::shared_ptr<const Snapshot> before,
                                                       std::int64_t version) {
  const Shops shops = co_await directory_store::read_shops(db);
  auto fresh = std::make_shared<Snapshot>();
  fresh->version = version;
  fresh->nobody = before->nobody;
  for (const auto& [id, stored] : shops) {
    PerMode<BookKeys> opened;
    bool complete = true;
    for (const Mode mode : all_modes) {
      std::optional<BookKeys> book_keys = co_await open_keys(keys, id, mode, stored.books[mode]);
      if (book_keys) opened[mode] = std::move(*book_keys);
      complete = complete && book_keys.has_value();
    }
    if (complete) {
      fresh->add(make_entry(stored, std::move(opened), *before));
      continue;
    }
    // One shop that cannot be read takes nobody else down, and stays as it was last seen. The old
    // version makes the next refresh try again.
    log::error("directory.keys_do_not_open", {{"shop", id}});
    fresh->version = before->version;
    const auto known = before->shops.find(id);
    if (known != before->shops.end()) fresh->add(known->second);
  }
  co_return std::move(fresh);
}

/// The id that the file gives; else the shop of that name; else a new one.
Result<std::string, std::string> Directory::Impl::choose_id(const ShopFile& file,
                                                            const Shops& shops) const {
  if (!file.shop.id.empty()) return file.shop.id;
  std::string found;
  for (const auto& [id, stored] : shops) {
    if (stored.shop.name != file.shop.name) continue;
    if (!found.empty()) {
      return Failure{"id: several shops have the name " + file.shop.name + ", so give the id"};
    }
    found = id;
  }
  while (found.empty()) {
    std::string made = make_shop_id(random);
    if (!shops.contains(made)) found = std::move(made);
  }
  return found;
}

Task<sql::Decision<Outcome>> Directory::Impl::decide(const ShopFile& file) {
  const std::int64_t version = co_await directory_store::read_version(db);
  const Shops shops = co_await directory_store::read_shops(db);
  sql::Batch nothing;
  const auto chosen = choose_id(file, shops);
  if (!chosen) {
    Outcome refused = Failure{chosen.reason()};
    co_return sql::Decision<Outcome>{std::move(nothing), std::move(refused)};
  }
  const std::string id = *chosen;
  const auto known = shops.find(id);
  const StoredShop* before = known == shops.end() ? nullptr : &known->second;

  Shop shop = file.shop;
  shop.id = id;
  sql::Batch writes;
  std::vector<std::string> changes;
  if (before == nullptr || !(before->shop == shop)) {
    directory_store::add_shop(writes, shop);
    changes.push_back("shop");
  }
  for (const Mode mode : all_modes) {
    const std::string in_mode = " " + std::string(name_of(mode));
    const std::int64_t book_id = book_id_of(id, mode);
    std::optional<BookKeys> known_keys;
    if (before != nullptr) {
      known_keys = co_await open_keys(keys, id, mode, before->books[mode]);
      if (!known_keys) {
        // Made anew they would lock out a merchant whose keys are only out of our reach now.
        Outcome refused = Failure{"the stored" + in_mode + " keys of shop " + id + " do not open"};
        co_return sql::Decision<Outcome>{std::move(nothing), std::move(refused)};
      }
    }
    const BookKeys* old_keys = known_keys ? &*known_keys : nullptr;
    StoredBook book = before == nullptr ? StoredBook() : before->books[mode];
    const BookKeys wanted = complete_keys(random, id, mode, file.keys[mode], old_keys);
    if (seal_keys(keys, id, mode, wanted, old_keys, book)) {
      directory_store::add_keys(writes, id, mode, book);
      changes.push_back("keys" + in_mode);
    }
    if (before == nullptr || book.contracts != file.contracts[mode]) {
      directory_store::add_contracts(writes, book_id, file.contracts[mode]);
      changes.push_back("contracts" + in_mode);
    }
    if (before == nullptr || book.rules != file.rules[mode]) {
      directory_store::add_rules(writes, book_id, file.rules[mode]);
      changes.push_back("notification rules" + in_mode);
    }
  }
  if (changes.empty()) {
    Outcome unchanged = "shop " + id + ": nothing to change";
    co_return sql::Decision<Outcome>{std::move(nothing), std::move(unchanged)};
  }
  const std::string event =
      before == nullptr ? "created" : "changed: " + comma_separated(changes);
  sql::Batch batch;
  directory_store::add_change(batch, version + 1, id, event, clock.now());
  batch.append(std::move(writes));
  Outcome done = "shop " + id + ": " + event;
  co_return sql::Decision<Outcome>{std::move(batch), std::move(done)};
}

Task<Outcome> Directory::Impl::apply(const ShopFile& file) {
  Outcome outcome = co_await sql::run_unit<Outcome>(db, "apply shop",
                                                    [this, &file] { return decide(file); });
  co_await refresh();
  co_return std::move(outcome);
}

Task<sql::Decision<int>> Directory::Impl::decide_reseal() {
  const std::int64_t version = co_await directory_store::read_version(db);
  const Shops shops = co_await directory_store::read_shops(db);
  sql::Batch batch;
  int done = 0;
  for (const auto& [id, stored] : shops) {
    for (const Mode mode : all_modes) {
      const std::optional<BookKeys> known =
          co_await open_keys(keys, id, mode, stored.books[mode]);
      if (!known) continue;  // `refresh` has told the log
      StoredBook book = stored.books[mode];
      if (!seal_keys(keys, id, mode, *known, &*known, book)) continue;
      if (done++ == 0) {
        directory_store::add_change(batch, version + 1, "", "resealed keys", clock.now());
      }
      directory_store::add_keys(batch, id, mode, book);
    }
  }
  co_return sql::Decision<int>{std::move(batch), done};
}

Task<int> Directory::Impl::reseal() {
  const int done =
      co_await sql::run_unit<int>(db, "reseal shops", [this] { return decide_reseal(); });
  co_await refresh();
  co_return done;
}

// No guard: of two moves the farther one stands, whatever their order.
Task<> Directory::Impl::raise_clock(std::int64_t book_id, Instant to) {
  const std::shared_ptr<const Snapshot> shops = current();
  const auto found = shops->by_id.find(book_id);
  check(found != shops->by_id.end() && found->second->mode == Mode::test,
        "only the clock of a TEST book moves");
  const std::int64_t offset_ms = to.ms - clock.now().ms;
  if (offset_ms <= found->second->clock->offset_ms()) co_return;
  sql::Batch batch;
  directory_store::add_clock(batch, book_id, offset_ms);
  const sql::Commit outcome = co_await db.commit(std::move(batch));
  if (outcome != sql::Commit::done) throw sql::UnitFailed(outcome, "move clock");
  found->second->clock->raise(offset_ms);
}

Task<> Directory::Impl::refresh_clocks() {
  const auto moved = co_await directory_store::read_clocks(db);
  const std::shared_ptr<const Snapshot> shops = current();
  for (const auto& [book_id, offset_ms] : moved) {
    const auto found = shops->by_id.find(book_id);
    if (found != shops->by_id.end()) found->second->clock->raise(offset_ms);
  }
}

Directory::Directory(sql::Database& db, vault::Keys& keys, Random& random, const Clock& clock)
    : impl_(std::make_unique<Impl>(db, keys, random, clock)) {}
Directory::~Directory() = default;

Task<> Directory::refresh() { return impl_->refresh(); }
Task<int> Directory::reseal() { return impl_->reseal(); }
Task<> Directory::raise_clock(std::int64_t book_id, Instant to) {
  return impl_->raise_clock(book_id, to);
}
jobs::BookClocks Directory::clocks() {
  return {.now = [this](std::int64_t book_id) -> std::optional<Instant> {
            const BookPtr book = find(book_id);
            if (!book) return std::nullopt;
            return book->business_time(impl_->clock.now());
          },
          .raise = [this](std::int64_t book_id, Instant to) { return raise_clock(book_id, to); }};
}

// An unknown shop costs the same work as a wrong password: both checks are made and compared.
BookPtr Directory::authenticate(std::string_view shop_id, std::string_view password) const {
  const auto shops = impl_->current();
  const auto found = shops->shops.find(shop_id);
  const Snapshot::Entry& entry = found == shops->shops.end() ? shops->nobody : found->second;
  BookPtr book;
  for (const Mode mode : all_modes) {
    const std::string check = password_check(impl_->keys, shop_id, mode, password);
    if (equal_constant_time(check, entry.password_checks[mode])) book = entry.books[mode];
  }
  return book;
}

BookPtr Directory::find_by_public_key(std::string_view public_key) const {
  const auto shops = impl_->current();
  const auto found = shops->by_public_key.find(public_key);
  return found == shops->by_public_key.end() ? nullptr : found->second;
}

BookPtr Directory::find(std::int64_t book_id) const {
  const auto shops = impl_->current();
  const auto found = shops->by_id.find(book_id);
  return found == shops->by_id.end() ? nullptr : found->second;
}

BookPtr Directory::find(std::string_view shop_id, Mode mode) const {
  const auto shops = impl_->current();
  const auto found = shops->shops.find(shop_id);
  return found == shops->shops.end() ? nullptr : found->second.books[mode];
}

std::vector<BookPtr> Directory::all() const {
  std::vector<BookPtr> books;
  for (const auto& [id, book] : impl_->current()->by_id) books.push_back(book);
  std::sort(books.begin(), books.end(), [](const auto& a, const auto& b) { return a->id < b->id; });
  return books;
}

Task<Outcome> Directory::apply(std::string_view toml) {
  const Result<ShopFile, std::string> file = parse_shop_file(toml);
  if (!file) co_return Failure{file.reason()};
  Outcome outcome = co_await impl_->apply(*file);
  co_return std::move(outcome);
}

Task<Outcome> Directory::show(std::string_view shop_id, bool with_secrets) const {
  const auto shops = impl_->current();
  const auto found = shops->shops.find(shop_id);
  if (found == shops->shops.end()) {
    co_return Failure{"there is no shop " + std::string(shop_id)};
  }
  const PerMode<BookPtr>& books = found->second.books;
  co_return write_shop_file(*books[Mode::test]->shop, books, with_secrets);
}

}  // namespace guichet::merchants
