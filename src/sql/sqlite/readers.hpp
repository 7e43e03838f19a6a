#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

#include "sql/sqlite/connection.hpp"

namespace guichet::sql::sqlite {

/// One reading connection per thread, opened at the thread's first read and closed with the pool,
/// whoever opened it. Nothing may read while the pool is destroyed.
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
  // A thread id is used again after its thread has ended; so is, then, its connection.
  std::unordered_map<std::thread::id, std::unique_ptr<Connection>> connections_;
};

}  // namespace guichet::sql::sqlite
