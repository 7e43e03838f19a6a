#include "idempotency/claims.hpp"

namespace guichet::idempotency {

sql::Migrations schema() {
  return {{700, "idempotency", R"sql(
CREATE TABLE IF NOT EXISTS idempotency_claims (
  book_id BIGINT NOT NULL,
  claim_key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  service TEXT NOT NULL,
  ticket TEXT NOT NULL,
  claimed_at BIGINT NOT NULL,
  answer TEXT,
  PRIMARY KEY (book_id, claim_key)
);
CREATE INDEX IF NOT EXISTS idempotency_claims_by_age ON idempotency_claims (book_id, claimed_at);
)sql"}};
}

}  // namespace guichet::idempotency
