#include "acquiring/sandbox/ledger_writer.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <utility>
#include <vector>

#include "base/log.hpp"

namespace guichet::acquiring {

namespace {

[[noreturn]] void fail(const std::string& what, const std::string& path) {
  throw std::system_error(errno, std::generic_category(), what + " " + path);
}

int open_ledger(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) fail("cannot open the acquirer's ledger", path);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    ::close(file);
    errno = reason;
    fail("another process holds the acquirer's ledger", path);
  }
  return file;
}

}  // namespace

struct LedgerWriter::State {
  ~State() {
    if (file >= 0) ::close(file);
  }
  struct Waiter {
    std::uint64_t position;
    Scheduler* scheduler;
    std::coroutine_handle<> handle;
    Scheduler::Timer timer = 0;
    bool done = false;
    bool durable = false;
  };

  std::mutex mutex;
  std::condition_variable wake;
  std::string queued;              // lines not yet handed to the disk
  std::uint64_t appended = 0;      // position of the last line queued
  std::uint64_t durable = 0;       // position of the last line on the disk
  bool failed = false;
  bool stopping = false;
  std::vector<std::shared_ptr<Waiter>> waiters;
  std::string path;
  LedgerWriting writing = LedgerWriting::grouped;
  int file = -1;
  off_t bytes = 0;                 // whole lines on the disk; the writing thread's own

  /// Without the lock in `grouped`, where only the thread calls it; under it in `direct`.
  bool write_and_flush(std::string_view lines) {
    const auto before = bytes;
    while (!lines.empty()) {
      const auto written = ::write(file, lines.data(), lines.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return give_up("write", before);
      lines.remove_prefix(static_cast<std::size_t>(written));
      bytes += written;
    }
    return ::fdatasync(file) == 0 || give_up("fdatasync", before);
  }

  /// A half-written group would be read as damage once more lines follow it: cut it off.
  bool give_up(const char* call, off_t before) {
    log::error("acquirer.ledger_failed",
               {{"call", call}, {"reason", std::generic_category().message(errno)}});
    if (::ftruncate(file, before) != 0) {
      log::error("acquirer.ledger_torn", {{"bytes", std::to_string(before)}});
    }
    return false;
  }

  /// Takes the waiters that `position` or a failure releases. Under the lock.
  std::vector<std::shared_ptr<Waiter>> take_released() {
    std::vector<std::shared_ptr<Waiter>> released;
    std::erase_if(waiters, [&](const std::shared_ptr<Waiter>& waiter) {
      if (waiter->position > durable && !failed) return false;
      waiter->done = true;
      waiter->durable = waiter->position <= durable;
      released.push_back(waiter);
      return true;
    });
    return released;
  }
};

LedgerWriter::LedgerWriter(const std::string& path, LedgerWriting writing)
    : state_(std::make_shared<State>()) {
  state_->path = path;
  state_->writing = writing;
  if (writing != LedgerWriting::memory) state_->file = open_ledger(path);
}

void LedgerWriter::start(const std::function<void(const LedgerEntry&)>& each) {
  if (state_->writing == LedgerWriting::memory) return;
  state_->bytes = static_cast<off_t>(read_ledger(state_->path, each));
  // fsync, not fdatasync: a file just made must be there after a crash, and so must its length.
  if (::ftruncate(state_->file, state_->bytes) != 0 || ::fsync(state_->file) != 0) {
    fail("cannot repair the acquirer's ledger", state_->path);
  }
  if (state_->writing == LedgerWriting::grouped) thread_ = std::thread([this] { run(); });
}

LedgerWriter::~LedgerWriter() {
  if (thread_.joinable()) {
    {
      std::lock_guard lock(state_->mutex);
      state_->stopping = true;
    }
    state_->wake.notify_one();
    thread_.join();
  }
}

std::uint64_t LedgerWriter::append(const LedgerEntry& entry) {
  const auto line = format_ledger_line(entry);
  std::uint64_t position = 0;
  {
    std::lock_guard lock(state_->mutex);
    position = ++state_->appended;
    switch (state_->writing) {
      case LedgerWriting::memory:
        state_->durable = position;
        break;
      case LedgerWriting::direct:
        if (!state_->failed && state_->write_and_flush(line)) {
          state_->durable = position;
        } else {
          state_->failed = true;
        }
        break;
      case LedgerWriting::grouped:
        if (!state_->failed) state_->queued += line;
        break;
    }
  }
  if (state_->writing == LedgerWriting::grouped) state_->wake.notify_one();
  return position;
}

Task<bool> LedgerWriter::durable(std::uint64_t position, Scheduler::Duration limit) {
  struct Awaiter {
    std::shared_ptr<State> state;
    std::shared_ptr<State::Waiter> waiter;
    Scheduler::Duration limit;

    bool decided() {
      if (waiter->position > state->durable && !state->failed) return false;
      waiter->durable = waiter->position <= state->durable;
      return true;
    }
    bool await_ready() {
      std::lock_guard lock(state->mutex);
      return decided();
    }
    // A coroutine never changes scheduler and this runs on its scheduler's thread, so nobody can
    // resume it before this function has returned: reading members after unlocking is safe.
    bool await_suspend(std::coroutine_handle<> handle) {
      auto& scheduler = Scheduler::current();
      waiter->scheduler = &scheduler;
      waiter->handle = handle;
      waiter->timer = scheduler.call_after(limit, [state = state, waiter = waiter] {
        {
          std::lock_guard lock(state->mutex);
          if (std::exchange(waiter->done, true)) return;
          std::erase(state->waiters, waiter);
        }
        waiter->handle.resume();
      });
      std::lock_guard lock(state->mutex);
      if (decided()) {
        waiter->done = true;
        return false;
      }
      state->waiters.push_back(waiter);
      return true;
    }
    void await_resume() const {}
  };

  auto waiter = std::make_shared<State::Waiter>();
  waiter->position = position;
  Awaiter awaiter{state_, waiter, limit};
  co_await awaiter;
  // Once answered in time the timer has nothing left to do; thousands a second would pile up.
  if (waiter->timer != 0 && waiter->durable) waiter->scheduler->cancel(waiter->timer);
  co_return waiter->durable;
}

void LedgerWriter::run() {
  auto& state = *state_;
  std::string lines;
  std::unique_lock lock(state.mutex);
  while (true) {
    state.wake.wait(lock, [&state] { return state.stopping || !state.queued.empty(); });
    if (state.queued.empty()) return;
    lines.clear();
    lines.swap(state.queued);
    const auto last = state.appended;
    lock.unlock();

    const bool written = state.write_and_flush(lines);

    lock.lock();
    if (written) {
      state.durable = last;
    } else {
      state.failed = true;
      state.queued.clear();
    }
    auto released = state.take_released();
    lock.unlock();
    for (const auto& waiter : released) waiter->scheduler->resume(waiter->handle);
    released.clear();
    lock.lock();
  }
}

}  // namespace guichet::acquiring
