#pragma once

#include <optional>
#include <string>

#include "base/random.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "sql/database.hpp"

namespace guichet::checkout {

/// A payment that waits behind an address, `/t/<code>`, for somebody to open and pay it: its
/// transaction is WAITING_FOR_PAYMENT from the beginning.
struct Link {
  std::int64_t book_id = 0;
  std::string uuid;        // of its transaction
  std::string payment_id;
  std::string code;        // 128 random bits as 26 letters and digits, unique over all books
  std::string token;       // form token of its session, sealed
  std::string method;      // paymentMethodType, "CARD"
  std::string order_id;    // or empty
  Money amount;
  Instant created_at;      // business time
  Instant expires_at;      // business time
  std::string document;    // the validated request
};

/// A code of `Random`: lower-case base32 (RFC 4648) without the padding.
std::string make_link_code(Random& random);
/// True for what `make_link_code` may give.
bool is_link_code(std::string_view text);

void add_link(sql::Batch& batch, const Link& link);
/// By address: the link of whatever book.
Task<std::optional<Link>> find_link(sql::Database& db, std::string code);
/// By its transaction.
Task<std::optional<Link>> load_link(sql::Database& db, std::int64_t book_id, std::string uuid);

/// Retention: removes at most `rows_max` links of a book that were over before `until` (business
/// time), paid or not; what was paid stays with its payment. Gives how many there were, zero also
/// when the store is unavailable.
Task<int> forget_links(sql::Database& db, std::int64_t book_id, Instant until, int rows_max);

}  // namespace guichet::checkout
