#include "jobs/agenda.hpp"

namespace guichet::jobs {

sql::Migrations schema() {
  return {
      {300, "agenda",
       "CREATE TABLE IF NOT EXISTS agenda /* global */ /* narrow */ ("
       "  bucket BIGINT NOT NULL,"
       "  next_due BIGINT NOT NULL,"
       "  book_id BIGINT NOT NULL,"
       "  PRIMARY KEY (bucket, next_due, book_id)"
       ");"
       "CREATE TABLE IF NOT EXISTS agenda_lease /* narrow */ ("
       "  book_id BIGINT NOT NULL,"
       "  fence BIGINT NOT NULL,"
       "  held_until BIGINT NOT NULL,"
       "  holder TEXT NOT NULL,"
       "  PRIMARY KEY (book_id)"
       ");"},
      // Written with every charge: the key is all there is, and it grows at one end per evening.
      {301, "business time",
       "CREATE TABLE IF NOT EXISTS due /* narrow */ ("
       "  book_id BIGINT NOT NULL,"
       "  due_at BIGINT NOT NULL,"
       "  job INTEGER NOT NULL,"
       "  entity TEXT NOT NULL,"
       "  PRIMARY KEY (book_id, due_at, job, entity)"
       ");"
       "CREATE TABLE IF NOT EXISTS clock_moves /* narrow */ ("
       "  book_id BIGINT NOT NULL,"
       "  target BIGINT NOT NULL,"
       "  jobs_run INTEGER NOT NULL,"
       "  done BOOLEAN NOT NULL,"
       "  PRIMARY KEY (book_id)"
       ");"},
      // The last order's number alone is kept: the guard of the next one.
      {302, "orders to clocks",
       "CREATE TABLE IF NOT EXISTS clock_orders /* narrow */ ("
       "  book_id BIGINT NOT NULL,"
       "  number BIGINT NOT NULL,"
       "  PRIMARY KEY (book_id, number)"
       ");"},
  };
}

}  // namespace guichet::jobs
