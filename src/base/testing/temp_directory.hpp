#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/check.hpp"

namespace guichet::testing {

/// A directory of its own for one test, removed at the end of the scope. In memory where that is
/// possible, so that a flush costs nothing; TMPDIR chooses another place.
class TempDirectory {
 public:
  TempDirectory() {
    std::string name = (parent() / "guichet-test-XXXXXX").string();
    check(::mkdtemp(name.data()) != nullptr, "no temporary directory");
    path_ = name;
  }
  ~TempDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  static std::filesystem::path parent() {
    if (std::getenv("TMPDIR") == nullptr && ::access("/dev/shm", W_OK) == 0) return "/dev/shm";
    return std::filesystem::temp_directory_path();
  }
  std::string path_;
};

}  // namespace guichet::testing
