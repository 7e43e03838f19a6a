#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/scheduler.hpp"
#include "base/time.hpp"
#include "payments/payment.hpp"
#include "sql/database.hpp"

namespace guichet::payments {

/// Daily six-character ids (spec/transactions.md 8), unique per book and UTC day: numeric for form
/// payments, `9` + a letter + four of [a-z0-9] for server-side ones, so the two never meet.
///
/// Numbers are leased in blocks (design.md 3): one guarded insert per block and process, none per
/// payment. A block not used up when the process ends is lost; nothing is ever given twice. When a
/// day's 100,000 numeric ids are used up, form payments take the other kind.
class LegacyIds {
 public:
  static constexpr std::int64_t block_size = 250;

  explicit LegacyIds(sql::Database& db) : db_(db) {}

  Task<std::string> next(std::int64_t book_id, Origin origin, Instant business_now);

 private:
  struct Key {
    std::int64_t book_id;
    std::int64_t day;
    bool form;
    auto operator<=>(const Key&) const = default;
  };
  struct Range {
    std::int64_t next = 0;
    std::int64_t end = 0;
    std::shared_ptr<Event> leasing;  // set when the lease under way has ended, well or not
  };
  Task<std::int64_t> take(Key key);
  Task<> lease(Key key, std::shared_ptr<Event> done);

  sql::Database& db_;
  std::mutex mutex_;
  std::map<Key, Range> leased_;
};

/// The id of a number; see LegacyIds. `number` within the kind's capacity.
std::string legacy_id(bool form, std::int64_t number);
inline constexpr std::int64_t legacy_form_ids_per_day = 100'000;
inline constexpr std::int64_t legacy_service_ids_per_day = 26LL * 36 * 36 * 36 * 36;

}  // namespace guichet::payments
