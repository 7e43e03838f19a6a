#include "store/payment_rows.hpp"

namespace guichet::bench {

namespace {

using sql::Statement;
using sql::values;

constexpr Statement insert_session_step{
    "insert session step",
    "INSERT INTO session_history (book_id, session, version, at) VALUES ($1, $2, $3, $4)"};
constexpr Statement insert_attempt{"insert attempt",
                                   "INSERT INTO attempts (book_id, id, sealed, owner, deadline, "
                                   "fence) VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Statement insert_history{"insert transaction step",
                                   "INSERT INTO transaction_history (book_id, id, version, at, "
                                   "document) VALUES ($1, $2, $3, $4, $5)"};
constexpr Statement insert_order{"insert order",
                                 "INSERT INTO orders (book_id, id, order_number, amount, currency, "
                                 "created, document) VALUES ($1, $2, $3, $4, $5, $6, $7)"};
constexpr Statement insert_transaction{
    "insert transaction",
    "INSERT INTO transactions (book_id, id, order_id, status, version, amount, created, document) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
constexpr Statement insert_outbox{"insert outbox",
                                  "INSERT INTO outbox (book_id, order_id, sequence, "
                                  "transaction_id, next_try) VALUES ($1, $2, $3, $4, $5)"};
constexpr Statement note_due{"note due",
                             "INSERT INTO agenda (bucket, next_due, book_id) VALUES ($1, $2, $3) "
                             "ON CONFLICT (bucket, next_due, book_id) DO NOTHING"};
constexpr Statement close_attempt{"close attempt",
                                  "DELETE FROM attempts WHERE book_id = $1 AND id = $2"};

std::string document(std::size_t bytes) { return std::string(bytes, 'd'); }

}  // namespace

PaymentRows representative_rows(Random& random, std::int64_t number) {
  // A made-up clock of 1000 payments a second keeps ids in order of time.
  const Instant now{1'700'000'000'000 + number};
  const std::int64_t book = 1 + number % 16;
  const std::string id = make_uuid(random, now);
  const std::string order = make_uuid(random, now);
  const std::string session = random.hex();

  PaymentRows rows;
  rows.attempt.add(insert_session_step, values(book, session, 1, now));
  rows.attempt.add(insert_attempt, values(book, id, sql::Blob{document(400)}, "worker-1",
                                          now.plus_seconds(10), 1));
  rows.outcome.add(insert_history, values(book, id, 1, now, document(200)));
  rows.outcome.add(insert_session_step, values(book, session, 2, now));
  rows.outcome.add(insert_order, values(book, order, "order-" + std::to_string(number), 4990,
                                        "EUR", now, document(600)));
  rows.outcome.add(insert_transaction,
                   values(book, id, order, "AUTHORISED", 1, 4990, now, document(1000)));
  rows.outcome.add(insert_outbox, values(book, order, 1, id, now.plus_seconds(30)));
  rows.outcome.add(note_due, values(book % 16, now.ms / 1000 * 1000, book));
  rows.outcome.add(close_attempt, values(book, id));
  return rows;
}

}  // namespace guichet::bench
