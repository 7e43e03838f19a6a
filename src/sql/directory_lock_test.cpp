#include "sql/directory_lock.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>

#include "base/testing/temp_directory.hpp"
#include "sql/database.hpp"

namespace guichet::sql {
namespace {

using guichet::testing::TempDirectory;

TEST(DirectoryLock, a_second_holder_is_refused_and_told_who_holds_it) {
  TempDirectory directory;
  std::optional<DirectoryLock> first(directory.path());
  try {
    DirectoryLock second(directory.path());
    FAIL() << "two holders of one directory";
  } catch (const DatabaseError& error) {
    EXPECT_NE(std::string(error.what()).find("pid " + std::to_string(::getpid())),
              std::string::npos);
  }
  first.reset();
  EXPECT_NO_THROW(DirectoryLock(directory.path()));
}

TEST(DirectoryLock, ends_with_its_process_even_when_that_is_killed) {
  TempDirectory directory;
  int locked[2];
  ASSERT_EQ(::pipe(locked), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    DirectoryLock lock(directory.path());
    (void)!::write(locked[1], "x", 1);
    for (;;) ::pause();
  }
  char byte;
  ASSERT_EQ(::read(locked[0], &byte, 1), 1);
  EXPECT_THROW(DirectoryLock(directory.path()), DatabaseError);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_NO_THROW(DirectoryLock(directory.path()));
  ::close(locked[0]);
  ::close(locked[1]);
}

TEST(DirectoryLock, a_directory_that_is_not_there_is_said_so) {
  EXPECT_THROW(DirectoryLock("/nonexistent/directory"), DatabaseError);
}

}  // namespace
}  // namespace guichet::sql
