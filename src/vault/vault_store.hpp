#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

/// Does nothing when the book has the card already.
void add_card(sql::Batch& batch, SealedCard card, std::string_view key_id, Instant at);
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
