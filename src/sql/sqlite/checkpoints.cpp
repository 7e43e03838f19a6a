#include "sql/sqlite/checkpoints.hpp"

#include <sqlite3.h>

#include "base/log.hpp"

namespace guichet::sql::sqlite {

namespace {

constexpr std::uint64_t page_bytes = 4096;
// How long the writer waits for readers at a restart: they hold the log for microseconds, except
// a backup or a `verify`, which must not stop the payments.
constexpr int restart_wait_ms = 20;

}  // namespace

Checkpoints::Checkpoints(const std::string& path, Connection& writer, std::size_t wal_bytes_max)
    : writer_(writer),
      own_(path, Connection::Mode::write),
      pages_max_(std::max<std::uint64_t>(1, wal_bytes_max / page_bytes)),
      next_attempt_(pages_max_) {
  own_.execute("PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -1024");
  // The hook replaces SQLite's own, which is its automatic checkpoint.
  sqlite3_wal_hook(
      writer_.handle(),
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Checkpoints*>(self)->wal_pages_.store(static_cast<std::uint64_t>(pages),
                                                          std::memory_order_relaxed);
        return SQLITE_OK;
      },
      this);
  thread_ = std::thread([this] { run(); });
}

Checkpoints::~Checkpoints() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  sqlite3_wal_hook(writer_.handle(), nullptr, nullptr);
}

void Checkpoints::run() {
  std::uint64_t seen = 0;
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, interval, [this] { return stopping_; })) {
    const auto pages = wal_pages_.load(std::memory_order_relaxed);
    if (pages == seen) continue;
    lock.unlock();
    {
      std::lock_guard one_at_a_time(checkpointing_);
      const int code = sqlite3_wal_checkpoint_v2(own_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                                 nullptr, nullptr);
      // BUSY is a backup or another process; the next turn tries again, as after any error.
      if (code == SQLITE_OK) {
        seen = pages;
      } else if (code != SQLITE_BUSY) {
        log::warning("store.checkpoint_failed", {{"reason", own_.message()}});
      }
    }
    lock.lock();
  }
}

void Checkpoints::restart_if_due() {
  const auto pages = wal_pages_.load(std::memory_order_relaxed);
  if (pages < next_attempt_) return;
  // The thread may be in the middle of a long passive checkpoint. Up to twice the bound the
  // payments go on meanwhile; beyond it they wait, or the log would grow for ever.
  std::unique_lock one_at_a_time(checkpointing_, std::defer_lock);
  if (pages < 2 * pages_max_) {
    if (!one_at_a_time.try_lock()) return;
  } else {
    one_at_a_time.lock();
  }
  sqlite3_busy_timeout(writer_.handle(), restart_wait_ms);
  const int code = sqlite3_wal_checkpoint_v2(writer_.handle(), nullptr, SQLITE_CHECKPOINT_RESTART,
                                             nullptr, nullptr);
  sqlite3_busy_timeout(writer_.handle(), Connection::busy_ms);
  if (code == SQLITE_OK) {
    next_attempt_ = pages_max_;
    wal_pages_.store(0, std::memory_order_relaxed);
    restarts_.fetch_add(1, std::memory_order_relaxed);
  } else {
    // A reader holds the log: not before it has grown by another quarter.
    next_attempt_ = pages + pages_max_ / 4 + 1;
    if (code != SQLITE_BUSY) {
      log::warning("store.checkpoint_failed", {{"reason", writer_.message()}});
    }
  }
}

}  // namespace guichet::sql::sqlite
