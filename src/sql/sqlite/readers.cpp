#include "sql/sqlite/readers.hpp"

#include <array>

namespace guichet::sql::sqlite {

namespace {

/// What this thread found last, so that a read takes no lock. An entry of a pool that is gone is
/// never looked at again: its id does not come back.
struct Remembered {
  std::uint64_t pool = 0;
  Connection* connection = nullptr;
};
thread_local std::array<Remembered, 4> remembered;
thread_local std::size_t oldest = 0;

/// Says, after a thread has ended, that it did. Released there and acquired by whoever closes the
/// thread's connections, so that its last read comes before.
struct ThreadLife {
  std::shared_ptr<std::atomic<bool>> ended = std::make_shared<std::atomic<bool>>(false);
  ~ThreadLife() { ended->store(true, std::memory_order_release); }
};
thread_local const ThreadLife life;

std::uint64_t next_id() {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1) + 1;
}

}  // namespace

Readers::Readers(std::string path, Connection::Mode mode)
    : path_(std::move(path)), mode_(mode), id_(next_id()) {}

Connection& Readers::mine() {
  for (const auto& entry : remembered) {
    if (entry.pool == id_) return *entry.connection;
  }
  Connection& connection = find_or_open();
  remembered[oldest++ % remembered.size()] = {id_, &connection};
  return connection;
}

Connection& Readers::find_or_open() {
  std::lock_guard lock(mutex_);
  std::erase_if(readers_, [](const Reader& reader) {
    return reader.thread_ended->load(std::memory_order_acquire);
  });
  for (const auto& reader : readers_) {
    if (reader.thread_ended == life.ended) return *reader.connection;
  }
  readers_.push_back({life.ended, std::make_unique<Connection>(path_, mode_)});
  return *readers_.back().connection;
}

}  // namespace guichet::sql::sqlite
