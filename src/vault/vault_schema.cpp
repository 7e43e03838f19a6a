#include "vault/keys.hpp"

namespace guichet::vault {

sql::Migrations schema() {
  return {
      {100, "wrapped purpose keys", R"(
CREATE TABLE IF NOT EXISTS wrapped_keys /* global */ (
  key_id TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL,
  mode TEXT NOT NULL,
  generation INTEGER NOT NULL,
  master_id TEXT NOT NULL,
  wrapped BYTES NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (purpose, mode, generation)
);
CREATE TABLE IF NOT EXISTS key_history /* global */ (
  version BIGINT NOT NULL PRIMARY KEY,
  event TEXT NOT NULL,
  created_at BIGINT NOT NULL
))"},
      {101, "cards", R"(
CREATE TABLE IF NOT EXISTS cards (
  book_id BIGINT NOT NULL,
  card_id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  sealed BYTES NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (book_id, card_id)
);
CREATE INDEX IF NOT EXISTS cards_by_key ON cards (key_id, book_id, card_id))"},
      // 0: kept before retention was known, and not purged.
      {102, "retention of cards", R"(
ALTER TABLE cards ADD COLUMN keep_until BIGINT NOT NULL DEFAULT 0)"},
  };
}

}  // namespace guichet::vault
