#include "http/wiped_buffer.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace guichet::http {
namespace {

void put(WipedBuffer& buffer, std::string_view text) {
  while (!text.empty()) {
    const auto space = buffer.space();
    ASSERT_FALSE(space.empty());
    const std::size_t count = std::min(space.size(), text.size());
    std::memcpy(space.data(), text.data(), count);
    buffer.commit(count);
    text.remove_prefix(count);
  }
}

TEST(WipedBuffer, KeepsOrderWhileItGrowsAndMoves) {
  WipedBuffer buffer(64 * 1024);
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    const std::string piece = std::to_string(i) + ",";
    put(buffer, piece);
    expected += piece;
    if (i % 3 == 0) {
      buffer.consume(2);
      expected.erase(0, 2);
    }
    ASSERT_EQ(buffer.data(), expected);
  }
}

TEST(WipedBuffer, ConsumedBytesAreOverwrittenAtOnce) {
  WipedBuffer buffer(4096);
  put(buffer, "4970100000000003rest");
  const char* memory = buffer.data().data();
  buffer.consume(16);
  EXPECT_EQ(buffer.data(), "rest");
  for (int i = 0; i < 16; ++i) EXPECT_EQ(memory[i], 0) << i;
}

TEST(WipedBuffer, IsFullAtItsLimit) {
  WipedBuffer buffer(5000);
  put(buffer, std::string(4999, 'x'));
  EXPECT_FALSE(buffer.full());
  put(buffer, "y");
  EXPECT_TRUE(buffer.full());
  EXPECT_TRUE(buffer.space().empty());
}

TEST(WipeText, OverwritesTheTailAHandlerCutOff) {
  std::string text(100, '4');
  const char* memory = text.data();
  text.resize(10);
  wipe_text(text);
  EXPECT_TRUE(text.empty());
  for (int i = 0; i < 100; ++i) ASSERT_EQ(memory[i], 0) << i;
}

}  // namespace
}  // namespace guichet::http
