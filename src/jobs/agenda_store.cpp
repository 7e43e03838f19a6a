#include "jobs/agenda_store.hpp"

namespace guichet::jobs::store {

namespace {

constexpr sql::Statement books_due{
    "agenda.books_due",
    "SELECT book_id FROM agenda /* global */ WHERE bucket = $1 AND next_due <= $2 "
    "GROUP BY book_id ORDER BY MIN(next_due) LIMIT $3"};

constexpr sql::Statement lease_of_book{
    "agenda.lease_of_book",
    "SELECT fence, held_until, holder FROM agenda_lease WHERE book_id = $1"};

constexpr sql::Statement first_lease{
    "agenda.first_lease",
    "INSERT INTO agenda_lease (book_id, fence, held_until, holder) VALUES ($1, 1, $2, $3)"};

constexpr sql::Statement next_lease{
    "agenda.next_lease",
    "UPDATE agenda_lease SET fence = fence + 1, held_until = $3, holder = $4 "
    "WHERE book_id = $1 AND fence = $2"};

// A batch is told about nothing but key conflicts. This insert repeats the key of the book's only
// lease row unless that row is the one `next_lease` has just written, so it conflicts exactly
// when the update above met another fence.
constexpr sql::Statement lease_is_ours{
    "agenda.lease_is_ours",
    "INSERT INTO agenda_lease (book_id, fence, held_until, holder) "
    "SELECT book_id, fence, held_until, holder FROM agenda_lease "
    "WHERE book_id = $1 AND (fence <> $2 OR holder <> $3)"};

constexpr sql::Statement slot_in{
    "agenda.slot_in",
    "INSERT INTO agenda (bucket, next_due, book_id) VALUES ($1, $2, $3) "
    "ON CONFLICT (bucket, next_due, book_id) DO NOTHING"};

constexpr sql::Statement slot_out{
    "agenda.slot_out",
    "DELETE FROM agenda WHERE bucket = $1 AND next_due = $2 AND book_id = $3"};

constexpr sql::Statement slots_out{
    "agenda.slots_out",
    "DELETE FROM agenda WHERE bucket = $1 AND next_due <= $2 AND book_id = $3"};

}  // namespace

Task<std::vector<std::int64_t>> read_books_due(sql::Database& db, int bucket, Instant now,
                                               int books_max) {
  sql::Parameters parameters{bucket, now, books_max};
  const sql::Rows rows = co_await db.read(books_due, std::move(parameters));
  std::vector<std::int64_t> books;
  for (const auto& row : rows) books.push_back(row.integer(0));
  co_return books;
}

Task<Lease> read_lease(sql::Database& db, std::int64_t book_id) {
  sql::Parameters parameters{book_id};
  const sql::Rows rows = co_await db.read(lease_of_book, std::move(parameters));
  Lease lease;
  if (!rows.empty()) lease = {rows[0].integer(0), rows[0].instant(1), rows[0].text(2)};
  co_return lease;
}

void move_lease(sql::Batch& batch, std::int64_t book_id, std::int64_t fence, Instant held_until,
                std::string holder) {
  if (fence == 0) {
    batch.add(first_lease, {book_id, held_until, std::move(holder)});
    return;
  }
  batch.add(next_lease, {book_id, fence, held_until, holder});
  batch.add(lease_is_ours, {book_id, fence + 1, std::move(holder)});
}

void add_slot(sql::Batch& batch, int bucket, Instant due, std::int64_t book_id) {
  batch.add(slot_in, {bucket, due, book_id});
}

void remove_slot(sql::Batch& batch, int bucket, Instant due, std::int64_t book_id) {
  batch.add(slot_out, {bucket, due, book_id});
}

void remove_slots_until(sql::Batch& batch, int bucket, Instant until, std::int64_t book_id) {
  batch.add(slots_out, {bucket, until, book_id});
}

}  // namespace guichet::jobs::store
