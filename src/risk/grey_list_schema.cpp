#include "risk/grey_list.hpp"

namespace guichet::risk {

sql::Migrations schema() {
  return {{800, "grey list", R"sql(
CREATE TABLE IF NOT EXISTS grey_list (
  book_id BIGINT NOT NULL,
  entry TEXT NOT NULL,
  shown TEXT NOT NULL,
  reason TEXT,
  listed_at BIGINT NOT NULL,
  PRIMARY KEY (book_id, entry)
);
)sql"}};
}

}  // namespace guichet::risk
