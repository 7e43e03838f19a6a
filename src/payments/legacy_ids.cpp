#include "payments/legacy_ids.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"
#include "payments/store.hpp"
#include "sql/unit.hpp"

namespace guichet::payments {

std::string legacy_id(bool form, std::int64_t number) {
  static constexpr char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  check(number >= 0, "legacy id out of range");
  if (form) return std::to_string(900'000 + number);
  std::string id = "900000";
  for (int at = 5; at >= 2; --at, number /= 36) id[at] = letters[number % 36];
  check(number < 26, "legacy id out of range");
  id[1] = letters[number];
  return id;
}

Task<> LegacyIds::lease(Key key, std::shared_ptr<Event> done) {
  const std::string counter =
      std::string(key.form ? "legacy-form-" : "legacy-service-") + std::to_string(key.day);
  std::int64_t block = -1;
  try {
    const auto attempt = [&]() -> Task<sql::Decision<std::int64_t>> {
      const std::int64_t last = co_await last_counter_block(db_, key.book_id, counter);
      sql::Decision<std::int64_t> decision{{}, last + 1};
      add_counter_block(decision.batch, key.book_id, counter, last + 1);
      co_return decision;
    };
    block = co_await sql::run_unit<std::int64_t>(db_, "lease legacy ids", attempt);
  } catch (...) {
    std::lock_guard lock(mutex_);
    leased_[key].leasing.reset();
    done->set();
    throw;
  }
  std::lock_guard lock(mutex_);
  // Only this book's: the business clocks of two books may be years apart.
  std::erase_if(leased_, [&](const auto& entry) {
    return entry.first.book_id == key.book_id && entry.first.day < key.day - 1 &&
           !entry.second.leasing;
  });
  leased_[key] = {block * block_size, (block + 1) * block_size, nullptr};
  done->set();
}

// One lease at a time per key: whoever finds the range used up leases the next block, the others
// wait for it. A failed lease throws to the one who asked; a waiter then tries for itself.
Task<std::int64_t> LegacyIds::take(Key key) {
  for (;;) {
    std::shared_ptr<Event> leasing;
    bool mine = false;
    {
      std::lock_guard lock(mutex_);
      auto& range = leased_[key];
      if (range.next < range.end) co_return range.next++;
      if (!range.leasing) {
        range.leasing = std::make_shared<Event>();
        mine = true;
      }
      leasing = range.leasing;
    }
    if (mine) {
      co_await lease(key, leasing);
    } else {
      co_await leasing->wait_for(limits::acquirer_deadline);
    }
  }
}

Task<std::string> LegacyIds::next(std::int64_t book_id, Origin origin, Instant business_now) {
  const std::int64_t day = day_number(business_now);
  if (origin == Origin::form) {
    const auto number = co_await take(Key{book_id, day, true});
    if (number < legacy_form_ids_per_day) co_return legacy_id(true, number);
  }
  const auto number = co_await take(Key{book_id, day, false});
  check(number < legacy_service_ids_per_day, "daily ids used up");
  co_return legacy_id(false, number);
}

}  // namespace guichet::payments
