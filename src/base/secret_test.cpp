#include "base/secret.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <vector>

namespace {

// What the array form of delete is given last while `watching`: was it wiped?
bool watching = false;
int freed = 0;
int freed_wiped = 0;

}  // namespace

void* operator new[](std::size_t size) {
  // The size stands before the block, so that delete can look at all of it.
  auto* block = static_cast<std::size_t*>(std::malloc(size + 2 * sizeof(std::size_t)));
  if (block == nullptr) throw std::bad_alloc();
  block[0] = size;
  return block + 2;
}

void operator delete[](void* data) noexcept {
  if (data == nullptr) return;
  auto* block = static_cast<std::size_t*>(data) - 2;
  if (watching) {
    const auto* bytes = static_cast<const char*>(data);
    ++freed;
    freed_wiped += std::all_of(bytes, bytes + block[0], [](char c) { return c == 0; });
  }
  std::free(block);
}

void operator delete[](void* data, std::size_t) noexcept { operator delete[](data); }

namespace guichet {
namespace {

struct Watch {
  Watch() { watching = true, freed = freed_wiped = 0; }
  ~Watch() { watching = false; }
};

TEST(Secret, MemoryIsWipedBeforeItIsFreed) {
  Watch watch;
  {
    Secret secret("testpassword_0123456789");
    Secret copy = secret;
    Secret moved = std::move(copy);
    moved = Secret("another");         // frees the copy
    secret = moved;                    // frees the first
    Secret("temporary");
  }
  EXPECT_EQ(freed, 5);
  EXPECT_EQ(freed_wiped, freed);
}

TEST(Secret, KeepsItsBytesThroughCopiesAndMoves) {
  const std::string_view bytes("with\0zero", 9);
  Secret secret(bytes);
  EXPECT_EQ(secret.expose(), bytes);
  Secret copy(secret);
  EXPECT_NE(copy.expose().data(), secret.expose().data());
  Secret moved(std::move(copy));
  EXPECT_EQ(moved.expose(), bytes);
  EXPECT_TRUE(copy.empty());
  auto& alias = moved;
  moved = alias;
  EXPECT_EQ(moved.expose(), bytes);
  std::vector<Secret> many(10, moved);
  many.resize(100);
  EXPECT_EQ(many[9].expose(), bytes);
  EXPECT_TRUE(many[10].empty());
}

TEST(Secret, ComparesAllBytesAndLengths) {
  const Secret secret("abc");
  EXPECT_TRUE(secret.equals("abc"));
  for (const auto* other : {"", "ab", "abcd", "abd", "xbc"}) EXPECT_FALSE(secret.equals(other));
  EXPECT_TRUE(Secret().equals(""));
  EXPECT_TRUE(Secret("").empty());
  EXPECT_TRUE(equal_constant_time("", ""));
}

TEST(Secret, WipeOverwrites) {
  char buffer[] = "secret";
  wipe(buffer, 3);
  EXPECT_EQ(std::string_view(buffer + 3), "ret");
  EXPECT_EQ(buffer[0] | buffer[1] | buffer[2], 0);
}

}  // namespace
}  // namespace guichet
