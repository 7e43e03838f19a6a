#include "payments/purge.hpp"

#include <algorithm>

#include "base/time_zone.hpp"
#include "payments/purge_store.hpp"
#include "payments/store.hpp"
#include "sql/unit.hpp"

namespace guichet::payments {

namespace {

constexpr int page_rows = 100;
constexpr std::int64_t day_ms = 86'400'000;
constexpr int days_looked_back = 7;

Task<> commit(sql::Database& db, sql::Batch batch) {
  if (batch.empty()) co_return;
  const sql::Commit outcome = co_await db.commit(std::move(batch));
  if (outcome != sql::Commit::done) throw sql::UnitFailed(outcome, "erase");
}

bool at_rest(const Transaction& transaction, Instant before) {
  switch (transaction.status) {
    case DetailedStatus::accepted:
    case DetailedStatus::cancelled:
    case DetailedStatus::captured:
    case DetailedStatus::capture_failed:
    case DetailedStatus::error:
    case DetailedStatus::expired:
    case DetailedStatus::refused: break;
    default: return false;
  }
  const Instant last = std::max(transaction.created_at,
                                transaction.expected_capture_at.value_or(transaction.created_at));
  return !transaction.pending && last < before;
}

}  // namespace

Instant card_needed_until(const merchants::Book& book, const Transaction& transaction) {
  const Instant capture = transaction.expected_capture_at.value_or(transaction.created_at);
  Instant until = capture.plus_days(book.mode == merchants::Mode::test
                                        ? test_days_kept
                                        : production_card_days_kept);
  if (book.mode == merchants::Mode::production) {
    // Some day of the month after the one in which the card expires.
    const auto& expiry = transaction.details.expiry;
    const std::int64_t months = (expiry.year - 1970) * 12LL + expiry.month + 1;
    const Instant expired{months * 30'436'875LL * day_ms / 1'000'000};
    until = std::min(until, std::max(expired, capture.plus_days(2)));
  }
  return {(until.ms / day_ms + 1) * day_ms};
}

// Payments lie in the order of their ids, which is the order of their creation: from the first one
// that is young enough on, all are.
Task<Erased> erase_payments(sql::Database& db, std::int64_t book_id, Instant before,
                            AlsoErase also, int pages_max) {
  Erased erased;
  std::string after;
  for (int pages = 0; pages < pages_max; ++pages) {
    const auto page = co_await load_payment_births(db, book_id, after, page_rows);
    sql::Batch batch;
    bool young = page.size() < static_cast<std::size_t>(page_rows);
    for (const auto& [payment_id, created_at] : page) {
      if (created_at >= before) {
        young = true;
        break;
      }
      const auto transactions = co_await load_of_payment(db, book_id, payment_id);
      const bool rests =
          std::all_of(transactions.begin(), transactions.end(),
                      [&](const Transaction& each) { return at_rest(each, before); });
      const bool intended = co_await has_attempt(db, book_id, payment_id);
      if (!rests || intended) continue;
      for (const auto& each : transactions) {
        erase_transaction(batch, book_id, each.uuid);
        note_erasure(batch, book_id, each.uuid);
      }
      erase_payment(batch, book_id, payment_id);
      if (also) also(batch, book_id, payment_id);
      ++erased.payments;
    }
    co_await commit(db, std::move(batch));
    if (young) co_return erased;
    after = page.back().first;
  }
  erased.finished = false;
  co_return erased;
}

Task<int> erase_remittances(sql::Database& db, std::int64_t book_id, Instant before) {
  const auto files = co_await load_closed_remittances(db, book_id, before, page_rows);
  for (const auto& file : files) {
    sql::Batch batch;
    erase_remittance(batch, file);
    co_await commit(db, std::move(batch));
  }
  co_return static_cast<int>(files.size());
}

Task<> erase_daily_counters(sql::Database& db, std::int64_t book_id, Instant now) {
  sql::Batch batch;
  const std::int64_t today = day_number(now);
  for (int back = 2; back < 2 + days_looked_back; ++back) {
    erase_counter(batch, book_id, "legacy-form-" + std::to_string(today - back));
    erase_counter(batch, book_id, "legacy-service-" + std::to_string(today - back));
  }
  co_await commit(db, std::move(batch));
}

}  // namespace guichet::payments
