#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "sql/sqlite/connection.hpp"

namespace guichet::sql::sqlite {

/// One reading connection per thread, opened at the thread's first read. It is closed with the
/// pool, or, when its thread has ended before, at the next thread's first read. Nothing may read
/// while the pool is destroyed.
class Readers {
 public:
  Readers(std::string path, Connection::Mode mode);
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  /// The calling thread's connection. Throws DatabaseError when it cannot be opened.
  Connection& mine();

 private:
  Connection& find_or_open();

  const std::string path_;
  const Connection::Mode mode_;
  const std::uint64_t id_;  // never used twice, unlike an address
  std::mutex mutex_;
  struct Reader {
    std::shared_ptr<const std::atomic<bool>> thread_ended;
    std::unique_ptr<Connection> connection;
  };
  std::vector<Reader> readers_;
};

}  // namespace guichet::sql::sqlite
