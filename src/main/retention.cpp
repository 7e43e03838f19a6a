#include "main/retention.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/time_zone.hpp"
#include "checkout/links.hpp"
#include "checkout/session_store.hpp"
#include "idempotency/claims.hpp"
#include "notifications/erase.hpp"
#include "payments/purge.hpp"
#include "sql/unit.hpp"

namespace guichet::app {

namespace {

/// After the deferred authorisations of the night, before the day begins.
constexpr int purge_minutes = 3 * 60 + 30;
constexpr int session_days_kept = 30;
constexpr int link_days_kept = 30;         // after their last moment
constexpr int context_days_kept = 1;       // a form token lives 15 minutes
constexpr int delivery_log_days_kept = 90;
/// What one run takes on; a book with more is looked at again in seconds.
constexpr int pages_max = 50;
constexpr int rows_max = 1000;

jobs::Due next_purge(const merchants::Book& book, Instant now) {
  const TimeZone zone(book.shop->time_zone);
  return {zone.next(now.plus_ms(1), purge_minutes), jobs::Job::purge, {}};
}

void erase_with_payment(sql::Batch& batch, std::int64_t book_id, const std::string& payment_id) {
  notifications::erase_payment(batch, book_id, payment_id);
  checkout::erase_session(batch, book_id, payment_id);
}

}  // namespace

void Retention::connect(jobs::Calendar& calendar) {
  calendar.set_handler(jobs::Job::purge,
                       [this](std::int64_t book_id, std::vector<jobs::Due> rows) {
                         return run(book_id, std::move(rows));
                       });
}

Task<Retention::Erased> Retention::erase(merchants::BookPtr book, Instant now) {
  Erased erased;
  const std::int64_t id = book->id;
  if (book->mode == merchants::Mode::test) {
    const Instant before = now.plus_days(-payments::test_days_kept);
    const auto gone = co_await payments::erase_payments(db_, id, before, erase_with_payment,
                                                        pages_max);
    erased.payments = gone.payments;
    erased.finished = gone.finished;
    erased.remittances = co_await payments::erase_remittances(db_, id, before);
  }
  erased.sessions = co_await checkout::erase_sessions(
      db_, id, now.plus_days(-session_days_kept), now.plus_days(-context_days_kept), rows_max);
  erased.links = co_await checkout::forget_links(db_, id, now.plus_days(-link_days_kept), rows_max);
  erased.calls = co_await notifications::erase_log(
      db_, id, clock_.now().plus_days(-delivery_log_days_kept), rows_max);
  erased.cards = co_await vault_.purge(id, now);
  erased.claims = co_await idempotency::forget_expired(db_, id, clock_.now(), rows_max);
  co_await payments::erase_daily_counters(db_, id, now);
  const int most = std::max({erased.sessions, erased.links, erased.calls, erased.claims});
  if (most >= rows_max) erased.finished = false;
  co_return erased;
}

Task<int> Retention::run(std::int64_t book_id, std::vector<jobs::Due> rows) {
  const auto book = directory_.find(book_id);
  if (!book) co_return 0;
  const Instant now = book->business_time(clock_.now());
  const Erased erased = co_await erase(book, now);
  const int total = erased.payments + erased.sessions + erased.links + erased.calls +
                    erased.remittances + erased.cards + erased.claims;
  if (total > 0) {
    log::info("retention.purged", {{"shop", book->shop->id},
                                   {"mode", std::string(merchants::name_of(book->mode))},
                                   {"payments", std::to_string(erased.payments)},
                                   {"sessions", std::to_string(erased.sessions)},
                                   {"links", std::to_string(erased.links)},
                                   {"calls", std::to_string(erased.calls)},
                                   {"remittances", std::to_string(erased.remittances)},
                                   {"claims", std::to_string(erased.claims)},
                                   {"cards", std::to_string(erased.cards)}});
  }
  if (!erased.finished) co_return 0;
  sql::Batch batch;
  for (const auto& row : rows) jobs::Calendar::remove(batch, book_id, row);
  jobs::Calendar::add(batch, book_id, next_purge(*book, now));
  const sql::Commit outcome = co_await db_.commit(std::move(batch));
  co_return outcome == sql::Commit::done ? static_cast<int>(rows.size()) : 0;
}

jobs::Kind Retention::seeding() {
  return {"purge seed", [this](std::int64_t book_id, Instant) { return seed(book_id); }};
}

Task<std::optional<Instant>> Retention::seed(std::int64_t book_id) {
  const auto book = directory_.find(book_id);
  if (!book) co_return std::nullopt;
  const Instant now = book->business_time(clock_.now());
  {
    std::lock_guard lock(mutex_);
    const auto known = seeded_until_.find(book_id);
    if (known != seeded_until_.end() && now < known->second) co_return std::nullopt;
  }
  const jobs::Due next = next_purge(*book, now);
  sql::Batch batch;
  jobs::Calendar::add(batch, book_id, next);
  const sql::Commit outcome = co_await db_.commit(std::move(batch));
  if (outcome == sql::Commit::done) {
    std::lock_guard lock(mutex_);
    seeded_until_[book_id] = next.at;
  }
  co_return std::nullopt;
}

}  // namespace guichet::app
