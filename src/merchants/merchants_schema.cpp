#include "merchants/directory.hpp"

namespace guichet::merchants {

namespace {

sql::Migrations first_tables() {
  return {{200, "shops", R"(
CREATE TABLE IF NOT EXISTS directory_history /* global */ (
  version BIGINT NOT NULL PRIMARY KEY,
  shop_id TEXT NOT NULL,
  event TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS shops /* global */ (
  shop_id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  language TEXT NOT NULL,
  capture_delay_days INTEGER NOT NULL,
  manual_validation BOOLEAN NOT NULL,
  retries INTEGER NOT NULL,
  rest_api BOOLEAN NOT NULL,
  pci BOOLEAN NOT NULL,
  strict_members BOOLEAN NOT NULL,
  unauthorized_status BOOLEAN NOT NULL,
  refuse_duplicates BOOLEAN NOT NULL,
  retry_minutes TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS books /* global */ (
  book_id BIGINT NOT NULL PRIMARY KEY,
  shop_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  password_sealed BYTES NOT NULL,
  password_check BYTES NOT NULL,
  public_key TEXT NOT NULL,
  hmac_key_sealed BYTES NOT NULL,
  clock_offset_ms BIGINT NOT NULL,
  UNIQUE (shop_id, mode),
  UNIQUE (public_key)
);
CREATE TABLE IF NOT EXISTS contracts /* global */ (
  book_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  mid TEXT NOT NULL,
  tid TEXT NOT NULL,
  acquirer TEXT NOT NULL,
  network TEXT NOT NULL,
  brands TEXT NOT NULL,
  currencies TEXT NOT NULL,
  security_code_required BOOLEAN NOT NULL,
  validity_days TEXT NOT NULL,
  PRIMARY KEY (book_id, position)
);
CREATE TABLE IF NOT EXISTS notification_rules /* global */ (
  book_id BIGINT NOT NULL,
  rule TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  url TEXT NOT NULL,
  automatic_retry BOOLEAN NOT NULL,
  failure_mails TEXT NOT NULL,
  PRIMARY KEY (book_id, rule)
))"}};
}

sql::Migrations added_since() {
  return {{201, "moved clocks and authorisations over time", R"(
CREATE INDEX IF NOT EXISTS books_with_moved_clock ON books (clock_offset_ms)
  WHERE clock_offset_ms > 0;
ALTER TABLE shops ADD COLUMN anticipated_authorisation_days INTEGER NOT NULL DEFAULT 1;
ALTER TABLE contracts ADD COLUMN authorise_before_validation BOOLEAN NOT NULL DEFAULT FALSE
)"},
          {210, "split payment", R"(
ALTER TABLE shops ADD COLUMN split_payment BOOLEAN NOT NULL DEFAULT FALSE
)"},
          {211, "operations of contracts", R"(
ALTER TABLE contracts ADD COLUMN manual_capture BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE contracts ADD COLUMN refunds TEXT NOT NULL DEFAULT 'partial';
ALTER TABLE contracts ADD COLUMN refunds_expired_cards BOOLEAN NOT NULL DEFAULT TRUE
)"},
          {220, "effect of the grey list", R"(
ALTER TABLE shops ADD COLUMN grey_list TEXT NOT NULL DEFAULT 'blocking'
)"},
          {221, "mails about refusals", R"(
ALTER TABLE shops ADD COLUMN refusal_mails TEXT NOT NULL DEFAULT ''
)"}};
}

}  // namespace

sql::Migrations schema() {
  sql::Migrations all = first_tables();
  for (const auto& migration : added_since()) all.push_back(migration);
  return all;
}

}  // namespace guichet::merchants
