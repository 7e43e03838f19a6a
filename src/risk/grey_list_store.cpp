#include "risk/grey_list_store.hpp"

namespace guichet::risk::grey_list_store {

namespace {

const sql::Statement insert_entry{
    "risk.list",
    "INSERT INTO grey_list (book_id, entry, shown, reason, listed_at) "
    "VALUES ($1, $2, $3, $4, $5)"};

const sql::Statement select_entries{
    "risk.listed",
    "SELECT entry FROM grey_list WHERE book_id = $1 AND entry IN ($2, $3, $4, $5, $6, $7, $8, $9)"};

// A listed entry is copied onto its own key. Most books list nothing, which is seen first.
const sql::Statement refuse_entries{
    "risk.refuse_listed",
    "INSERT INTO grey_list (book_id, entry, shown, reason, listed_at) "
    "SELECT g.book_id, g.entry, g.shown, g.reason, g.listed_at "
    "FROM (SELECT book_id FROM grey_list WHERE book_id = $1 LIMIT 1) AS lister "
    "CROSS JOIN grey_list AS g WHERE g.book_id = lister.book_id "
    "AND g.entry IN ($2, $3, $4, $5, $6, $7, $8, $9)"};

sql::Parameters parameters_of(std::int64_t book_id, Entries entries) {
  sql::Parameters parameters;
  parameters.reserve(1 + entries.size());
  parameters.emplace_back(book_id);
  for (auto& entry : entries) parameters.emplace_back(std::move(entry));
  return parameters;
}

}  // namespace

void add_entry(sql::Batch& batch, std::int64_t book_id, const std::string& entry,
               const Listed& listed) {
  const sql::Value reason = listed.reason.empty() ? sql::Value() : sql::Value(listed.reason);
  batch.add(insert_entry, {book_id, entry, listed.shown, reason, listed.at});
}

void add_absence_guard(sql::Batch& batch, std::int64_t book_id, Entries entries) {
  batch.add(refuse_entries, parameters_of(book_id, std::move(entries)));
}

Task<std::vector<std::string>> find_entries(sql::Database& db, std::int64_t book_id,
                                            Entries entries) {
  auto parameters = parameters_of(book_id, std::move(entries));
  const sql::Rows rows = co_await db.read(select_entries, std::move(parameters));
  std::vector<std::string> found;
  for (const auto& row : rows) found.push_back(row.text(0));
  co_return found;
}

}  // namespace guichet::risk::grey_list_store
