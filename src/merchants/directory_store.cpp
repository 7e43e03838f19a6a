#include "merchants/directory_store.hpp"

#include <sstream>
#include <utility>

namespace guichet::merchants::directory_store {

namespace {

constexpr sql::Statement select_version{
    "directory.version", "SELECT version FROM directory_history ORDER BY version DESC LIMIT 1"};
constexpr sql::Statement select_shops{
    "directory.shops",
    "SELECT shop_id, name, time_zone, language, capture_delay_days, manual_validation, retries, "
    "rest_api, pci, strict_members, unauthorized_status, refuse_duplicates, retry_minutes, "
    "anticipated_authorisation_days, split_payment, grey_list, refusal_mails FROM shops"};
constexpr sql::Statement select_books{
    "directory.books",
    "SELECT shop_id, mode, password_sealed, password_check, public_key, hmac_key_sealed, "
    "clock_offset_ms, book_id FROM books"};
constexpr sql::Statement select_contracts{
    "directory.contracts",
    "SELECT book_id, mid, tid, acquirer, network, brands, currencies, security_code_required, "
    "validity_days, authorise_before_validation, manual_capture, refunds, "
    "refunds_expired_cards FROM contracts ORDER BY book_id, position"};
constexpr sql::Statement select_rules{
    "directory.rules",
    "SELECT book_id, rule, enabled, url, automatic_retry, failure_mails FROM notification_rules"};

constexpr sql::Statement insert_change{
    "directory.change",
    "INSERT INTO directory_history (version, shop_id, event, created_at) VALUES ($1, $2, $3, $4)"};
constexpr sql::Statement upsert_shop{
    "directory.shop",
    "INSERT INTO shops (shop_id, name, time_zone, language, capture_delay_days, "
    "manual_validation, retries, rest_api, pci, strict_members, unauthorized_status, "
    "refuse_duplicates, retry_minutes, anticipated_authorisation_days, split_payment, "
    "grey_list, refusal_mails) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) "
    "ON CONFLICT (shop_id) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone, "
    "language = excluded.language, capture_delay_days = excluded.capture_delay_days, "
    "manual_validation = excluded.manual_validation, retries = excluded.retries, "
    "rest_api = excluded.rest_api, pci = excluded.pci, strict_members = excluded.strict_members, "
    "unauthorized_status = excluded.unauthorized_status, "
    "refuse_duplicates = excluded.refuse_duplicates, retry_minutes = excluded.retry_minutes, "
    "anticipated_authorisation_days = excluded.anticipated_authorisation_days, "
    "split_payment = excluded.split_payment, grey_list = excluded.grey_list, "
    "refusal_mails = excluded.refusal_mails"};
constexpr sql::Statement upsert_book{
    "directory.book",
    "INSERT INTO books (book_id, shop_id, mode, password_sealed, password_check, public_key, "
    "hmac_key_sealed, clock_offset_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, 0) "
    "ON CONFLICT (book_id) DO UPDATE SET password_sealed = excluded.password_sealed, "
    "password_check = excluded.password_check, public_key = excluded.public_key, "
    "hmac_key_sealed = excluded.hmac_key_sealed"};
constexpr sql::Statement delete_contracts{"directory.clear_contracts",
                                          "DELETE FROM contracts WHERE book_id = $1"};
constexpr sql::Statement insert_contract{
    "directory.contract",
    "INSERT INTO contracts (book_id, position, mid, tid, acquirer, network, brands, currencies, "
    "security_code_required, validity_days, authorise_before_validation, manual_capture, refunds, "
    "refunds_expired_cards) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"};
constexpr sql::Statement upsert_rule{
    "directory.rule",
    "INSERT INTO notification_rules (book_id, rule, enabled, url, automatic_retry, failure_mails) "
    "VALUES ($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT (book_id, rule) DO UPDATE SET enabled = excluded.enabled, url = excluded.url, "
    "automatic_retry = excluded.automatic_retry, failure_mails = excluded.failure_mails"};
constexpr sql::Statement raise_clock{
    "directory.clock",
    "UPDATE books SET clock_offset_ms = $1 WHERE book_id = $2 AND clock_offset_ms < $1"};
constexpr sql::Statement select_clocks{
    "directory.clocks", "SELECT book_id, clock_offset_ms FROM books WHERE clock_offset_ms > 0"};

// Lists are words with a space between: no code, number or mail address holds one.

template <class List>
std::string to_words(const List& values) {
  std::ostringstream out;
  const char* gap = "";
  for (const auto& value : values) {
    out << gap << value;
    gap = " ";
  }
  return out.str();
}

template <class T>
std::vector<T> from_words(const std::string& text) {
  std::istringstream in(text);
  std::vector<T> values;
  for (T value; in >> value;) values.push_back(std::move(value));
  return values;
}

std::string to_days(const std::map<std::string, int>& days) {
  std::vector<std::string> pairs;
  for (const auto& [brand, value] : days) pairs.push_back(brand + "=" + std::to_string(value));
  return to_words(pairs);
}

std::map<std::string, int> from_days(const std::string& text) {
  std::map<std::string, int> days;
  for (const std::string& pair : from_words<std::string>(text)) {
    const auto sign = pair.find('=');
    days[pair.substr(0, sign)] = std::stoi(pair.substr(sign + 1));
  }
  return days;
}

Shop shop_of(const sql::Row& row) {
  Shop shop;
  shop.id = row.text(0);
  shop.name = row.text(1);
  shop.time_zone = row.text(2);
  shop.language = row.text(3);
  shop.capture_delay_days = static_cast<int>(row.integer(4));
  shop.manual_validation = row.boolean(5);
  shop.retries = static_cast<int>(row.integer(6));
  shop.options.rest_api = row.boolean(7);
  shop.options.pci = row.boolean(8);
  shop.options.strict_members = row.boolean(9);
  shop.options.unauthorized_status = row.boolean(10);
  shop.options.refuse_duplicates = row.boolean(11);
  shop.options.retry_minutes = from_words<int>(row.text(12));
  shop.anticipated_authorisation_days = static_cast<int>(row.integer(13));
  shop.options.split_payment = row.boolean(14);
  shop.options.grey_list = row.text(15);
  shop.options.refusal_mails = from_words<std::string>(row.text(16));
  return shop;
}

StoredBook book_of(const sql::Row& row) {
  StoredBook book;
  book.password_sealed = row.bytes(2);
  book.password_check = row.bytes(3);
  book.public_key = row.text(4);
  book.hmac_key_sealed = row.bytes(5);
  book.clock_offset_ms = row.integer(6);
  for (const Rule rule : all_rules) book.rules[rule];  // one that was never stored is off
  return book;
}

Contract contract_of(const sql::Row& row) {
  Contract contract;
  contract.mid = row.text(1);
  contract.tid = row.text(2);
  contract.acquirer = row.text(3);
  contract.network = row.text(4);
  contract.brands = from_words<std::string>(row.text(5));
  contract.currencies = from_words<std::string>(row.text(6));
  contract.security_code_required = row.boolean(7);
  contract.validity_days = from_days(row.text(8));
  contract.authorise_before_validation = row.boolean(9);
  contract.manual_capture = row.boolean(10);
  contract.refunds = find_refunds(row.text(11)).value_or(Refunds::none);
  contract.refunds_expired_cards = row.boolean(12);
  return contract;
}

}  // namespace

Task<std::int64_t> read_version(sql::Database& db) {
  const sql::Rows rows = co_await db.read(select_version, sql::values());
  co_return rows.empty() ? 0 : rows.front().integer(0);
}

Task<std::map<std::string, StoredShop>> read_shops(sql::Database& db) {
  const sql::Rows shop_rows = co_await db.read(select_shops, sql::values());
  const sql::Rows book_rows = co_await db.read(select_books, sql::values());
  const sql::Rows contract_rows = co_await db.read(select_contracts, sql::values());
  const sql::Rows rule_rows = co_await db.read(select_rules, sql::values());

  std::map<std::string, StoredShop> shops;
  std::map<std::int64_t, StoredBook*> books;
  for (const sql::Row& row : shop_rows) shops[row.text(0)].shop = shop_of(row);
  for (const sql::Row& row : book_rows) {
    const auto shop = shops.find(row.text(0));
    if (shop == shops.end()) continue;  // a shop that came between two reads
    const Mode mode = row.text(1) == name_of(Mode::test) ? Mode::test : Mode::production;
    StoredBook& book = shop->second.books[mode];
    book = book_of(row);
    books[row.integer(7)] = &book;
  }
  for (const sql::Row& row : contract_rows) {
    const auto book = books.find(row.integer(0));
    if (book != books.end()) book->second->contracts.push_back(contract_of(row));
  }
  for (const sql::Row& row : rule_rows) {
    const auto book = books.find(row.integer(0));
    const auto rule = find_rule(row.text(1));
    if (book == books.end() || !rule) continue;
    book->second->rules[*rule] = {row.boolean(2), row.text(3), row.boolean(4),
                                  from_words<std::string>(row.text(5))};
  }
  co_return shops;
}

void add_change(sql::Batch& batch, std::int64_t version, const std::string& shop_id,
                std::string event, Instant at) {
  batch.add(insert_change, {version, shop_id, std::move(event), at});
}

void add_shop(sql::Batch& batch, const Shop& shop) {
  const Options& options = shop.options;
  batch.add(upsert_shop,
            {shop.id, shop.name, shop.time_zone, shop.language, shop.capture_delay_days,
             shop.manual_validation, shop.retries, options.rest_api, options.pci,
             options.strict_members, options.unauthorized_status, options.refuse_duplicates,
             to_words(options.retry_minutes), shop.anticipated_authorisation_days,
             options.split_payment, options.grey_list, to_words(options.refusal_mails)});
}

void add_keys(sql::Batch& batch, const std::string& shop_id, Mode mode, const StoredBook& book) {
  batch.add(upsert_book, {book_id_of(shop_id, mode), shop_id, name_of(mode),
                          sql::Blob{book.password_sealed}, sql::Blob{book.password_check},
                          book.public_key, sql::Blob{book.hmac_key_sealed}});
}

void add_contracts(sql::Batch& batch, std::int64_t book_id,
                   const std::vector<Contract>& contracts) {
  batch.add(delete_contracts, {book_id});
  int position = 0;
  for (const Contract& contract : contracts) {
    batch.add(insert_contract,
              {book_id, ++position, contract.mid, contract.tid, contract.acquirer,
               contract.network, to_words(contract.brands), to_words(contract.currencies),
               contract.security_code_required, to_days(contract.validity_days),
               contract.authorise_before_validation, contract.manual_capture,
               name_of(contract.refunds), contract.refunds_expired_cards});
  }
}

void add_rules(sql::Batch& batch, std::int64_t book_id,
               const std::map<Rule, NotificationRule>& rules) {
  for (const auto& [rule, own] : rules) {
    batch.add(upsert_rule, {book_id, name_of(rule), own.enabled, own.url, own.automatic_retry,
                            to_words(own.failure_mails)});
  }
}

void add_clock(sql::Batch& batch, std::int64_t book_id, std::int64_t offset_ms) {
  batch.add(raise_clock, {offset_ms, book_id});
}

Task<std::vector<std::pair<std::int64_t, std::int64_t>>> read_clocks(sql::Database& db) {
  const sql::Rows rows = co_await db.read(select_clocks, sql::values());
  std::vector<std::pair<std::int64_t, std::int64_t>> clocks;
  for (const sql::Row& row : rows) clocks.emplace_back(row.integer(0), row.integer(1));
  co_return clocks;
}

}  // namespace guichet::merchants::directory_store
