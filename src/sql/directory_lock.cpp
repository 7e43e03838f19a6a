#include "sql/directory_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sql/database.hpp"

namespace guichet::sql {

namespace {

std::string holder_of(int file) {
  char text[32];
  const auto size = ::pread(file, text, sizeof text, 0);
  std::string holder(text, size > 0 ? static_cast<std::size_t>(size) : 0);
  holder.erase(holder.find_last_not_of('\n') + 1);
  return holder.empty() ? "unknown" : holder;
}

}  // namespace

DirectoryLock::DirectoryLock(const std::string& directory) {
  const std::string path = directory + "/guichet.lock";
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file_ < 0) throw DatabaseError("cannot open " + path + ": " + std::strerror(errno));
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    const std::string holder = holder_of(file_);
    ::close(file_);
    if (reason != EWOULDBLOCK) {
      throw DatabaseError("cannot lock " + path + ": " + std::strerror(reason));
    }
    throw DatabaseError("the data directory " + directory +
                        " is in use by another guichet process (pid " + holder + ")");
  }
  // The pid is for people only: failing to write it takes nothing from the lock.
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file_, 0) == 0) (void)!::pwrite(file_, pid.data(), pid.size(), 0);
}

DirectoryLock::~DirectoryLock() { ::close(file_); }

}  // namespace guichet::sql
