#pragma once

#include <optional>
#include <string>

#include "base/card.hpp"
#include "sql/database.hpp"
#include "vault/keys.hpp"

namespace guichet::vault {

/// The only place that stores card numbers (design.md 1.7), sealed under `pan-data`, one row per
/// number and book. The row's id is a keyed hash of the number: the same card twice is one row.
class Vault {
 public:
  Vault(sql::Database& db, Keys& keys, Random& random, const Clock& clock);

  /// Adds the write that keeps `pan` to `batch` and gives the card's id (32 hexadecimal digits).
  /// It is kept until `keep_until` (business time) at least: the latest of all calls counts. Give
  /// whole days, so that a card that is used again and again is written once a day.
  std::string keep(sql::Batch& batch, std::int64_t book_id, Mode mode, const Pan& pan,
                   Instant keep_until);
  /// Keeps a card that is there for longer.
  static void keep_longer(sql::Batch& batch, std::int64_t book_id, const std::string& card_id,
                          Instant keep_until);
  /// Erases the cards of a book that need not be kept at `now` (business time) any more; gives how
  /// many. Throws sql::UnitFailed.
  Task<int> purge(std::int64_t book_id, Instant now);
  /// The id that `keep` gives the card, whether it is kept or not.
  std::string id_of(std::int64_t book_id, Mode mode, const Pan& pan) const;
  /// Nothing when the card was purged.
  Task<std::optional<Pan>> fetch(std::int64_t book_id, Mode mode, const std::string& card_id);
  /// Seals rows that are under an older key anew, at most `rows_max`; gives how many it did.
  /// Safe beside running payments: a row changes only while it holds the seal that was read. Fewer
  /// than asked for when the store is unavailable; call again later. A row that does not open is
  /// logged and passed over.
  Task<int> reseal(int rows_max);

 private:
  Task<int> reseal_under(Mode mode, std::string key_id, int rows_max);

  sql::Database& db_;
  Keys& keys_;
  const Clock& clock_;
};

}  // namespace guichet::vault
