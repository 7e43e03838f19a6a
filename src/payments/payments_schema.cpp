#include "payments/store.hpp"

namespace guichet::payments {

namespace {

constexpr std::string_view remittances = R"sql(
CREATE TABLE IF NOT EXISTS remittances (
  book_id BIGINT NOT NULL,
  mid TEXT NOT NULL,
  number BIGINT NOT NULL,
  currency TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT,
  debits BIGINT NOT NULL,
  debit_amount BIGINT NOT NULL,
  credits BIGINT NOT NULL,
  credit_amount BIGINT NOT NULL,
  PRIMARY KEY (book_id, mid, number)
);
CREATE TABLE IF NOT EXISTS remittance_lines (
  book_id BIGINT NOT NULL,
  mid TEXT NOT NULL,
  number BIGINT NOT NULL,
  uuid TEXT NOT NULL,
  credit BOOLEAN NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (book_id, mid, number, uuid)
) /* narrow */;
CREATE TABLE IF NOT EXISTS erasures (
  book_id BIGINT NOT NULL,
  until_uuid TEXT NOT NULL,
  PRIMARY KEY (book_id)
) /* narrow */;
)sql";

}  // namespace

sql::Migrations schema() {
  return {{500, "payments", R"sql(
CREATE TABLE IF NOT EXISTS payments (
  book_id BIGINT NOT NULL,
  payment_id TEXT NOT NULL,
  order_id TEXT,
  amount BIGINT NOT NULL,
  currency TEXT NOT NULL,
  origin TEXT NOT NULL,
  attempts_max INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  legacy_trans_id TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (book_id, payment_id)
);
CREATE TABLE IF NOT EXISTS transactions (
  book_id BIGINT NOT NULL,
  uuid TEXT NOT NULL,
  payment_id TEXT NOT NULL,
  order_id TEXT,
  version BIGINT NOT NULL,
  operation TEXT NOT NULL,
  status TEXT NOT NULL,
  amount BIGINT NOT NULL,
  currency TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  expected_capture_at BIGINT,
  details TEXT NOT NULL,
  PRIMARY KEY (book_id, uuid)
);
CREATE INDEX IF NOT EXISTS transactions_by_payment ON transactions (book_id, payment_id, uuid);
CREATE INDEX IF NOT EXISTS transactions_by_order ON transactions (book_id, order_id, uuid)
  WHERE order_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS history (
  book_id BIGINT NOT NULL,
  entity TEXT NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  event TEXT NOT NULL,
  from_status TEXT,
  to_status TEXT,
  reason TEXT,
  PRIMARY KEY (book_id, entity, version)
) /* narrow */;
CREATE TABLE IF NOT EXISTS attempts (
  book_id BIGINT NOT NULL,
  uuid TEXT NOT NULL,
  payment_id TEXT NOT NULL,
  phase TEXT NOT NULL,
  owner TEXT NOT NULL,
  deadline BIGINT NOT NULL,
  fence BIGINT NOT NULL,
  draft TEXT NOT NULL,
  PRIMARY KEY (book_id, uuid)
);
CREATE TABLE IF NOT EXISTS counter_blocks (
  book_id BIGINT NOT NULL,
  counter TEXT NOT NULL,
  block BIGINT NOT NULL,
  PRIMARY KEY (book_id, counter, block)
) /* narrow */;
)sql"},
          {501, "errands", R"sql(
ALTER TABLE transactions ADD COLUMN pending INTEGER NOT NULL DEFAULT 0;
)sql"},
          {510, "remittances", remittances}};
}

}  // namespace guichet::payments
