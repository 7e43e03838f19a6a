#include "checkout/links.hpp"

#include "base/check.hpp"

namespace guichet::checkout {

namespace {

const sql::Statement insert_link{
    "checkout.insert_link",
    "INSERT INTO links (book_id, uuid, code, token, method, order_id, amount, currency, "
    "created_at, expires_at, document, payment_id) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"};

const sql::Statement insert_code{
    "checkout.insert_link_code",
    "INSERT INTO link_codes (code, book_id, uuid) VALUES ($1, $2, $3)"};

const sql::Statement select_code{
    "checkout.select_link_code", "SELECT book_id, uuid FROM link_codes WHERE code = $1"};

const sql::Statement select_link{
    "checkout.select_link",
    "SELECT code, token, method, order_id, amount, currency, created_at, expires_at, document, "
    "payment_id FROM links WHERE book_id = $1 AND uuid = $2"};

const sql::Statement select_over{
    "checkout.select_links_over",
    "SELECT uuid, code FROM links WHERE book_id = $1 AND expires_at < $2 "
    "ORDER BY expires_at LIMIT $3"};

const sql::Statement delete_link{
    "checkout.delete_link", "DELETE FROM links WHERE book_id = $1 AND uuid = $2"};

const sql::Statement delete_code{
    "checkout.delete_link_code", "DELETE FROM link_codes WHERE code = $1"};

}  // namespace

void add_link(sql::Batch& batch, const Link& link) {
  const sql::Value order = link.order_id.empty() ? sql::Value() : sql::Value(link.order_id);
  batch.add(insert_code, {link.code, link.book_id, link.uuid});
  batch.add(insert_link,
            {link.book_id, link.uuid, link.code, link.token, link.method, order, link.amount.minor,
             link.amount.currency.code(), link.created_at, link.expires_at, link.document,
             link.payment_id});
}

Task<int> forget_links(sql::Database& db, std::int64_t book_id, Instant until, int rows_max) {
  sql::Parameters parameters{book_id, until, rows_max};
  const sql::Rows rows = co_await db.read(select_over, std::move(parameters));
  if (rows.empty()) co_return 0;
  sql::Batch batch;
  for (const auto& row : rows) {
    batch.add(delete_code, {row.text(1)});
    batch.add(delete_link, {book_id, row.text(0)});
  }
  const sql::Commit outcome = co_await db.commit(std::move(batch));
  co_return outcome == sql::Commit::done ? static_cast<int>(rows.size()) : 0;
}

Task<std::optional<Link>> find_link(sql::Database& db, std::string code) {
  sql::Parameters parameters{code};
  const sql::Rows rows = co_await db.read(select_code, std::move(parameters));
  if (rows.empty()) co_return std::nullopt;
  co_return co_await load_link(db, rows.front().integer(0), rows.front().text(1));
}

Task<std::optional<Link>> load_link(sql::Database& db, std::int64_t book_id, std::string uuid) {
  sql::Parameters parameters{book_id, uuid};
  const sql::Rows rows = co_await db.read(select_link, std::move(parameters));
  if (rows.empty()) co_return std::nullopt;
  const sql::Row& row = rows.front();
  const auto currency = Currency::find(row.text(5));
  check(currency.has_value(), "stored currency is unknown");
  co_return Link{.book_id = book_id,
                 .uuid = std::move(uuid),
                 .payment_id = row.text(9),
                 .code = row.text(0),
                 .token = row.text(1),
                 .method = row.text(2),
                 .order_id = row.text_or_empty(3),
                 .amount = {row.integer(4), *currency},
                 .created_at = row.instant(6),
                 .expires_at = row.instant(7),
                 .document = row.text(8)};
}

}  // namespace guichet::checkout
