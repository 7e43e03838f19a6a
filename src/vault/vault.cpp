#include "vault/vault.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <vector>

#include "base/check.hpp"
#include "base/encoding.hpp"
#include "base/log.hpp"
#include "sql/unit.hpp"
#include "vault/vault_store.hpp"

namespace guichet::vault {

namespace {

constexpr int reseal_page_rows = 128;
constexpr int purge_page_rows = 500;
constexpr std::size_t card_id_bytes = 16;

// A sealed number opens only in its own row (security-checklist 8).
std::string row_binding(std::int64_t book_id, const std::string& card_id) {
  return "card\n" + std::to_string(book_id) + '\n' + card_id;
}

/// The keyed hash that names a number within its book. The text that is hashed holds the number:
/// it lies on the stack and is wiped.
std::string card_id_of(const Keys& keys, std::int64_t book_id, Mode mode, const Pan& pan) {
  std::array<char, 48> text;
  const auto digits = pan.expose_digits();
  char* end = std::to_chars(text.data(), text.data() + 24, book_id).ptr;
  *end++ = ':';
  check(digits.size() <= static_cast<std::size_t>(text.data() + text.size() - end), "Pan too long");
  end = std::copy(digits.begin(), digits.end(), end);
  const auto mac = keys.mac(Purpose::pan_index, mode,
                            {text.data(), static_cast<std::size_t>(end - text.data())});
  wipe(text.data(), text.size());
  return to_hex(std::span(mac).first(card_id_bytes));
}

}  // namespace

Vault::Vault(sql::Database& db, Keys& keys, Random&, const Clock& clock)
    : db_(db), keys_(keys), clock_(clock) {}

std::string Vault::id_of(std::int64_t book_id, Mode mode, const Pan& pan) const {
  return card_id_of(keys_, book_id, mode, pan);
}

std::string Vault::keep(sql::Batch& batch, std::int64_t book_id, Mode mode, const Pan& pan,
                        Instant keep_until) {
  std::string card_id = card_id_of(keys_, book_id, mode, pan);
  std::string sealed = keys_.seal(Purpose::pan_data, mode, pan.expose_digits(),
                                  row_binding(book_id, card_id));
  const std::string key_id = Keys::id_of(sealed);
  vault_store::add_card(batch, {book_id, card_id, std::move(sealed)}, key_id, clock_.now(),
                        keep_until);
  return card_id;
}

void Vault::keep_longer(sql::Batch& batch, std::int64_t book_id, const std::string& card_id,
                        Instant keep_until) {
  vault_store::raise_keep_until(batch, book_id, card_id, keep_until);
}

// Page by page, since there is no index by date: every charge would pay for it. A card that a
// payment takes up between the look and the delete has a later date by then, and stays.
Task<int> Vault::purge(std::int64_t book_id, Instant now) {
  int purged = 0;
  std::string after;
  for (;;) {
    const auto page = co_await vault_store::card_dates(db_, book_id, after, purge_page_rows);
    if (page.empty()) co_return purged;
    sql::Batch batch;
    for (const auto& [card_id, keep_until] : page) {
      if (keep_until.ms == 0 || keep_until >= now) continue;
      vault_store::erase_card(batch, book_id, card_id, now);
      ++purged;
    }
    after = page.back().first;
    if (batch.empty()) continue;
    const sql::Commit outcome = co_await db_.commit(std::move(batch));
    if (outcome != sql::Commit::done) throw sql::UnitFailed(outcome, "purge cards");
  }
}

Task<std::optional<Pan>> Vault::fetch(std::int64_t book_id, Mode mode, const std::string& card_id) {
  const std::string binding = row_binding(book_id, card_id);
  const std::optional<std::string> sealed =
      co_await vault_store::find_sealed(db_, book_id, card_id);
  if (!sealed) co_return std::nullopt;
  const std::optional<Secret> digits =
      co_await keys_.open_sealed(Purpose::pan_data, mode, *sealed, binding);
  if (!digits) {
    // The row is there but does not open: altered, or its key is gone. The caller sees a card that
    // cannot be used, the operator must see why.
    log::error("vault.card_does_not_open",
               {{"book", std::to_string(book_id)}, {"card", card_id}});
    co_return std::nullopt;
  }
  co_return Pan::parse(digits->expose());
}

Task<int> Vault::reseal(int rows_max) {
  int done = 0;
  for (const Mode mode : {Mode::test, Mode::production}) {
    const std::vector<std::string> older = keys_.older_ids(Purpose::pan_data, mode);
    for (const std::string& key_id : older) {
      const int resealed = co_await reseal_under(mode, key_id, rows_max - done);
      done += resealed;
      if (done >= rows_max) co_return done;
    }
  }
  co_return done;
}

/// A row changes only while it holds the seal that was read, so repeating a page, or two processes
/// on one page, do no harm. A page is committed book by book: a book's rows live on one shard.
Task<int> Vault::reseal_under(Mode mode, std::string key_id, int rows_max) {
  int done = 0;
  std::int64_t after_book = INT64_MIN;
  std::string after_card;
  while (done < rows_max) {
    const int page_rows = std::min(reseal_page_rows, rows_max - done);
    const std::vector<vault_store::SealedCard> page =
        co_await vault_store::cards_under(db_, key_id, after_book, after_card, page_rows);
    for (std::size_t i = 0; i < page.size();) {
      sql::Batch batch;
      const std::int64_t book_id = page[i].book_id;
      int changed = 0;
      for (; i < page.size() && page[i].book_id == book_id; ++i) {
        const std::string binding = row_binding(book_id, page[i].card_id);
        const std::optional<Secret> digits =
            co_await keys_.open_sealed(Purpose::pan_data, mode, page[i].sealed, binding);
        if (!digits) {
          log::error("vault.card_does_not_open",
                     {{"book", std::to_string(book_id)}, {"card", page[i].card_id}});
          continue;
        }
        std::string sealed = keys_.seal(Purpose::pan_data, mode, digits->expose(), binding);
        const std::string new_key_id = Keys::id_of(sealed);
        vault_store::add_reseal(batch, page[i], std::move(sealed), new_key_id);
        ++changed;
      }
      if (batch.empty()) continue;
      const sql::Commit outcome = co_await db_.commit(std::move(batch));
      if (outcome != sql::Commit::done) co_return done;
      done += changed;
    }
    if (page.size() < static_cast<std::size_t>(page_rows)) co_return done;
    after_book = page.back().book_id;
    after_card = page.back().card_id;
  }
  co_return done;
}

}  // namespace guichet::vault
