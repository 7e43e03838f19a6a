#include "checkout/session_store.hpp"

namespace guichet::checkout {

sql::Migrations schema() {
  return {{600, "checkout", R"sql(
CREATE TABLE IF NOT EXISTS sessions (
  book_id BIGINT NOT NULL,
  payment_id TEXT NOT NULL,
  version BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  attempts_used INTEGER NOT NULL,
  in_flight TEXT,
  closed BOOLEAN NOT NULL,
  opened_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (book_id, payment_id)
);
CREATE TABLE IF NOT EXISTS stored_contexts (
  book_id BIGINT NOT NULL,
  context_id TEXT NOT NULL,
  sealed TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (book_id, context_id)
);
)sql"},
          {610, "split payments", R"sql(
ALTER TABLE sessions ADD COLUMN paid BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN attempts_before INTEGER NOT NULL DEFAULT 0
)sql"},
          {620, "links", R"sql(
CREATE TABLE IF NOT EXISTS links (
  book_id BIGINT NOT NULL,
  uuid TEXT NOT NULL,
  code TEXT NOT NULL,
  token TEXT NOT NULL,
  method TEXT NOT NULL,
  order_id TEXT,
  amount BIGINT NOT NULL,
  currency TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  document TEXT NOT NULL,
  payment_id TEXT NOT NULL,
  PRIMARY KEY (book_id, uuid)
);
CREATE INDEX IF NOT EXISTS links_by_end ON links (book_id, expires_at);
CREATE TABLE IF NOT EXISTS link_codes /* global */ (
  code TEXT NOT NULL PRIMARY KEY,
  book_id BIGINT NOT NULL,
  uuid TEXT NOT NULL
);
)sql"}};
}

}  // namespace guichet::checkout
