#include "store/payment_rows.hpp"

namespace guichet::bench {

sql::Migrations representative_schema() {
  return {{1, "payment rows", R"(
    CREATE TABLE IF NOT EXISTS attempts (
      book_id BIGINT NOT NULL, id TEXT NOT NULL, sealed BYTES NOT NULL, owner TEXT NOT NULL,
      deadline BIGINT NOT NULL, fence BIGINT NOT NULL, PRIMARY KEY (book_id, id));
    CREATE TABLE IF NOT EXISTS session_history /* narrow */ (
      book_id BIGINT NOT NULL, session TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL,
      PRIMARY KEY (book_id, session, version));
    CREATE TABLE IF NOT EXISTS orders (
      book_id BIGINT NOT NULL, id TEXT NOT NULL, order_number TEXT NOT NULL, amount BIGINT NOT NULL,
      currency TEXT NOT NULL, created BIGINT NOT NULL, document TEXT NOT NULL,
      PRIMARY KEY (book_id, id));
    CREATE INDEX IF NOT EXISTS orders_number ON orders (book_id, order_number);
    CREATE TABLE IF NOT EXISTS transactions (
      book_id BIGINT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, status TEXT NOT NULL,
      version BIGINT NOT NULL, amount BIGINT NOT NULL, created BIGINT NOT NULL,
      document TEXT NOT NULL, PRIMARY KEY (book_id, id));
    CREATE INDEX IF NOT EXISTS transactions_order ON transactions (book_id, order_id);
    CREATE TABLE IF NOT EXISTS transaction_history (
      book_id BIGINT NOT NULL, id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL,
      document TEXT NOT NULL, PRIMARY KEY (book_id, id, version));
    CREATE TABLE IF NOT EXISTS outbox (
      book_id BIGINT NOT NULL, order_id TEXT NOT NULL, sequence BIGINT NOT NULL,
      transaction_id TEXT NOT NULL, next_try BIGINT NOT NULL,
      PRIMARY KEY (book_id, order_id, sequence));
    CREATE INDEX IF NOT EXISTS outbox_due ON outbox (book_id, next_try);
    CREATE TABLE IF NOT EXISTS agenda /* global */ /* narrow */ (
      bucket BIGINT NOT NULL, next_due BIGINT NOT NULL, book_id BIGINT NOT NULL,
      PRIMARY KEY (bucket, next_due, book_id));)"}};
}

}  // namespace guichet::bench
