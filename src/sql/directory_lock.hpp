#pragma once

#include <string>

namespace guichet::sql {

/// The exclusive right to a data directory, held as long as this object lives (design.md 4). The
/// kernel releases it when the process ends, however it ends; the file `guichet.lock` stays and
/// names the last holder.
class DirectoryLock {
 public:
  /// Throws DatabaseError when another process, or another lock of this one, holds the directory,
  /// or when it cannot be written to.
  explicit DirectoryLock(const std::string& directory);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  int file_;
};

}  // namespace guichet::sql
