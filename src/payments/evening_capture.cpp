#include "payments/evening_capture.hpp"

#include "base/log.hpp"
#include "jobs/crew.hpp"
#include "payments/schedule.hpp"
#include "payments/sequence.hpp"
#include "payments/store.hpp"

namespace guichet::payments {

namespace {

/// The group commit makes one flush of what comes in together.
constexpr std::size_t hands = 64;
/// A page ends well within the lease of its book; what was not begun waits for the next run.
constexpr auto page_time_max = std::chrono::seconds(15);
/// Notifications carry the date of the evening, so a move of the clock waits for them a little.
constexpr auto notification_wait_max = std::chrono::seconds(5);
constexpr std::int64_t day_ms = 86'400'000;

bool may_be_captured(const Transaction& transaction) {
  return transaction.status == DetailedStatus::authorised ||
         transaction.status == DetailedStatus::partially_authorised ||
         transaction.status == DetailedStatus::suspended;
}

}  // namespace

struct EveningCapture::Page {
  struct Item {
    jobs::Due due;
    Remittance file;
  };
  Instant now;                  // business time
  Instant stop_at;              // wall time
  std::vector<Item> items;
  std::vector<jobs::Due> done;
};

void EveningCapture::connect(jobs::Calendar& calendar) {
  calendar.set_handler(jobs::Job::capture,
                       [this](std::int64_t book_id, std::vector<jobs::Due> rows) {
                         return run(book_id, std::move(rows));
                       });
}

// A row is only a hint: what was cancelled, captured by hand or put off meanwhile is done with.
Task<> EveningCapture::sort_out(BookPtr book, std::vector<jobs::Due> rows, Page& page) {
  // Everything until the next evening belongs to the file of the last one.
  const TimeZone zone(book->shop->time_zone);
  const Instant next = zone.next(page.now.plus_ms(1), evening_minutes);
  Instant since = zone.at(zone.day_of(next) - 1, evening_minutes);
  if (since > page.now) since = page.now.plus_ms(-day_ms);  // the clocks changed
  std::map<std::pair<std::string, std::string_view>, Remittance> files;
  for (auto& row : rows) {
    const auto transaction = co_await load_transaction(with_.db, book->id, row.entity);
    const bool later = transaction && transaction->expected_capture_at &&
                       *transaction->expected_capture_at > page.now;
    if (!transaction || !may_be_captured(*transaction) || later) {
      page.done.push_back(std::move(row));
      continue;
    }
    // Looked at again in seconds: an errand is open, or the form of a split payment, whose last
    // attempt an acquirer keeps waiting. Captured, its part could not be cancelled any more.
    bool open = transaction->pending;
    if (transaction->details.split) open |= co_await sequence_is_open(with_.db, *transaction);
    if (open) continue;
    const std::string_view currency = transaction->amount.currency.code();
    const auto key = std::pair(transaction->details.mid, currency);
    auto file = files.find(key);
    if (file == files.end()) {
      const auto opened = co_await files_.open(book->id, key.first, std::string(currency), since,
                                               page.now);
      file = files.emplace(key, remittance_of(opened)).first;
    }
    page.items.push_back({std::move(row), file->second});
  }
}

Task<> EveningCapture::capture_one(BookPtr book, std::shared_ptr<Page> page, std::size_t item) {
  if (with_.clock.now() >= page->stop_at) co_return;
  const Page::Item& mine = page->items[item];
  auto changed = co_await errands_.remit(book, mine.due.entity, mine.file, page->now);
  // Captured, or on its way: recovery asks a silent acquirer again, under the same file.
  const bool done = !changed || changed->changed || changed->transaction.pending;
  if (done) page->done.push_back(mine.due);
  if (changed && !changed->outbox_id.empty()) {
    co_await with_.outbox.deliver_now(book, changed->outbox_id, notification_wait_max);
  }
}

Task<int> EveningCapture::run(std::int64_t book_id, std::vector<jobs::Due> rows) {
  const auto book = with_.directory.find(book_id);
  if (!book) co_return 0;
  auto page = std::make_shared<Page>();
  page->now = book->business_time(with_.clock.now());
  page->stop_at = with_.clock.now().plus_ms(std::chrono::milliseconds(page_time_max).count());
  co_await sort_out(book, std::move(rows), *page);
  std::vector<std::function<Task<>()>> work;
  for (std::size_t item = 0; item < page->items.size(); ++item) {
    work.push_back([this, book, page, item] { return capture_one(book, page, item); });
  }
  co_await jobs::run_crew("capture", std::move(work), hands, page_time_max);
  const std::vector<jobs::Due> finished = page->done;
  if (finished.empty()) co_return 0;
  sql::Batch batch;
  for (const auto& row : finished) jobs::Calendar::remove(batch, book_id, row);
  const sql::Commit outcome = co_await with_.db.commit(std::move(batch));
  co_return outcome == sql::Commit::done ? static_cast<int>(finished.size()) : 0;
}

}  // namespace guichet::payments
