#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/task.hpp"
#include "base/time.hpp"
#include "sql/database.hpp"

namespace guichet::vault::vault_store {

struct SealedCard {
  std::int64_t book_id = 0;
  std::string card_id;
  std::string sealed;
};

/// A card that the book has already is kept for longer, if that is later, and else left alone.
void add_card(sql::Batch& batch, SealedCard card, std::string_view key_id, Instant at,
              Instant keep_until);
void raise_keep_until(sql::Batch& batch, std::int64_t book_id, const std::string& card_id,
                      Instant keep_until);
/// Ids after `after`, in order, and until when each is kept.
Task<std::vector<std::pair<std::string, Instant>>> card_dates(sql::Database& db,
                                                              std::int64_t book_id,
                                                              std::string after, int rows_max);
/// Erases a card unless it is to be kept at `now`.
void erase_card(sql::Batch& batch, std::int64_t book_id, const std::string& card_id, Instant now);
Task<std::optional<std::string>> find_sealed(sql::Database& db, std::int64_t book_id,
                                             std::string card_id);
/// Cards sealed under `key_id`, after (book, card), in order, at most `rows_max`.
Task<std::vector<SealedCard>> cards_under(sql::Database& db, std::string key_id,
                                          std::int64_t after_book, std::string after_card,
                                          int rows_max);
/// Replaces the seal of `card` if it still is the one that was read.
void add_reseal(sql::Batch& batch, const SealedCard& card, std::string sealed,
                std::string_view key_id);

}  // namespace guichet::vault::vault_store
