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
  };
}

}  // namespace guichet::jobs
