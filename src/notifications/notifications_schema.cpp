#include "notifications/outbox.hpp"

namespace guichet::notifications {

// An outbox row is written with every payment, so it has one key and one partial index: rows at
// rest have no due_at and leave the index. Rows of one payment lie together, in order of time.
sql::Migrations schema() {
  return {
      {400, "outbox",
       "CREATE TABLE IF NOT EXISTS outbox ("
       "  book_id BIGINT NOT NULL,"
       "  payment_id TEXT NOT NULL,"
       "  event_id TEXT NOT NULL,"
       "  transaction_id TEXT NOT NULL,"
       "  rule INTEGER NOT NULL,"
       "  url TEXT NOT NULL,"
       "  state INTEGER NOT NULL,"
       "  attempts INTEGER NOT NULL,"
       "  calls INTEGER NOT NULL,"
       "  first_call BIGINT NOT NULL,"
       "  due_at BIGINT,"
       "  PRIMARY KEY (book_id, payment_id, event_id)"
       ");"
       "CREATE INDEX IF NOT EXISTS outbox_due ON outbox (book_id, due_at) "
       "WHERE due_at IS NOT NULL;"
       "CREATE TABLE IF NOT EXISTS outbox_attempt ("
       "  book_id BIGINT NOT NULL,"
       "  payment_id TEXT NOT NULL,"
       "  event_id TEXT NOT NULL,"
       "  attempt INTEGER NOT NULL,"
       "  by_hand BOOLEAN NOT NULL,"
       "  started_at BIGINT NOT NULL,"
       "  http_status INTEGER NOT NULL,"
       "  fault TEXT NOT NULL,"
       "  duration_ms BIGINT NOT NULL,"
       "  answer_start TEXT NOT NULL,"
       "  kr_hash TEXT NOT NULL,"
       "  kr_answer TEXT NOT NULL,"
       "  PRIMARY KEY (book_id, payment_id, event_id, attempt)"
       ");"
       "CREATE INDEX IF NOT EXISTS outbox_attempt_started ON outbox_attempt "
       "(book_id, started_at);"},
      {401, "mails",
       "CREATE TABLE IF NOT EXISTS mail_queue ("
       "  book_id BIGINT NOT NULL,"
       "  mail_id TEXT NOT NULL,"
       "  recipients TEXT NOT NULL,"
       "  subject TEXT NOT NULL,"
       "  body TEXT NOT NULL,"
       "  tries INTEGER NOT NULL,"
       "  due_at BIGINT NOT NULL,"
       "  PRIMARY KEY (book_id, mail_id)"
       ");"
       "CREATE INDEX IF NOT EXISTS mail_queue_due ON mail_queue (book_id, due_at);"},
  };
}

}  // namespace guichet::notifications
