#include "sql/sqlite/backup.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "sql/sqlite/connection.hpp"

namespace guichet::sql {

namespace {

using sqlite::Connection;

constexpr int all_pages = -1;

/// An empty file that only the owner may read. Throws when the name is taken.
void create_new(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) throw DatabaseError("cannot create " + path + ": " + std::strerror(errno));
  ::close(file);
}

void copy(const std::string& from, const std::string& to) {
  Connection source(from, Connection::Mode::read_only);
  Connection target(to, Connection::Mode::write);
  // All pages in one step: a copy in slices starts again whenever a commit comes between two.
  sqlite3_backup* backup = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
  if (!backup) throw DatabaseError("backup: " + target.message());
  sqlite3_backup_step(backup, all_pages);
  if (sqlite3_backup_finish(backup) != SQLITE_OK) {
    throw DatabaseError("backup: " + target.message());
  }
}

/// Makes the bytes, or the names of a directory, survive a power cut.
void flush(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool flushed = file >= 0 && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!flushed) throw DatabaseError("cannot flush " + path + ": " + std::strerror(errno));
}

}  // namespace

void backup_sqlite(const std::string& from, const std::string& to) {
  if (::access(to.c_str(), F_OK) == 0) throw DatabaseError(to + " exists already");
  const std::string partial = to + ".partial";
  ::unlink(partial.c_str());  // of a backup that was interrupted
  create_new(partial);
  try {
    copy(from, partial);
    flush(partial);
    if (::link(partial.c_str(), to.c_str()) != 0) {
      throw DatabaseError("cannot name the backup " + to + ": " + std::strerror(errno));
    }
    ::unlink(partial.c_str());
    const auto directory = std::filesystem::path(to).parent_path();
    flush(directory.empty() ? "." : directory.string());
  } catch (...) {
    ::unlink(partial.c_str());
    throw;
  }
}

}  // namespace guichet::sql
