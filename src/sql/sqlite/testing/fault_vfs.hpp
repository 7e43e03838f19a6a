#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cstdint>
#include <mutex>

#include "base/check.hpp"

namespace guichet::sql::testing {

/// A disk that fails on demand: while it lives it is SQLite's default file system, the real one
/// below it. It sees what is done to the write-ahead log. One at a time.
class FaultVfs {
 public:
  FaultVfs();
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  /// SQLite's result code of each write, or flush, of a log from now on; 0 for the true one.
  std::atomic<int> log_write_result{0};
  std::atomic<int> log_sync_result{0};
  /// Flushes of a log that succeeded.
  std::atomic<std::uint64_t> log_syncs{0};
};

namespace detail {

// The methods of log files: the real ones, with write and sync replaced. A file's first field is
// the pointer to its methods, so that exchanging it is all it takes.
struct Fault {
  FaultVfs* active = nullptr;
  sqlite3_vfs vfs{};
  sqlite3_vfs* real = nullptr;
  std::mutex mutex;
  const sqlite3_io_methods* real_methods = nullptr;
  sqlite3_io_methods methods{};
};
inline Fault fault;

inline int write_log(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  if (fault.active) {
    if (const int result = fault.active->log_write_result) return result;
  }
  return fault.real_methods->xWrite(file, data, size, offset);
}

inline int sync_log(sqlite3_file* file, int flags) {
  if (fault.active) {
    if (const int result = fault.active->log_sync_result) return result;
  }
  const int result = fault.real_methods->xSync(file, flags);
  if (fault.active && result == SQLITE_OK) ++fault.active->log_syncs;
  return result;
}

inline int open_file(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
  const int result = fault.real->xOpen(fault.real, name, file, flags, out);
  if (result != SQLITE_OK || !(flags & SQLITE_OPEN_WAL)) return result;
  std::lock_guard lock(fault.mutex);
  if (!fault.real_methods) {
    fault.real_methods = file->pMethods;
    fault.methods = *file->pMethods;
    fault.methods.xWrite = write_log;
    fault.methods.xSync = sync_log;
  }
  check(fault.real_methods == file->pMethods, "logs of two kinds of file systems");
  file->pMethods = &fault.methods;
  return result;
}

}  // namespace detail

inline FaultVfs::FaultVfs() {
  auto& fault = detail::fault;
  check(fault.active == nullptr, "one failing disk at a time");
  fault.active = this;
  fault.real = sqlite3_vfs_find(nullptr);
  fault.vfs = *fault.real;
  fault.vfs.zName = "fault";
  fault.vfs.pNext = nullptr;
  fault.vfs.xOpen = detail::open_file;
  sqlite3_vfs_register(&fault.vfs, 1);
}

inline FaultVfs::~FaultVfs() {
  auto& fault = detail::fault;
  sqlite3_vfs_unregister(&fault.vfs);
  sqlite3_vfs_register(fault.real, 1);
  fault.active = nullptr;
}

}  // namespace guichet::sql::testing
