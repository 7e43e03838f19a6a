#include "http/wiped_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.hpp"
#include "base/secret.hpp"

namespace guichet::http {

namespace {
constexpr std::size_t first_capacity = 4 * 1024;
constexpr std::size_t growth = 4;
}  // namespace

WipedBuffer::~WipedBuffer() {
  wipe(memory_ + begin_, size());
  delete[] memory_;
}

std::span<char> WipedBuffer::space() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (end_ == capacity_ && !full()) {
    const bool roomy = size() <= capacity_ / 2 && capacity_ > 0;
    move_to(roomy ? capacity_ : std::clamp(capacity_ * growth, first_capacity, bytes_max_));
  }
  return {memory_ + end_, capacity_ - end_};
}

// Only the bytes between begin_ and end_ are ever alive: whatever leaves that range is wiped at
// the moment it leaves, so the rest of the memory needs no second look.
void WipedBuffer::move_to(std::size_t capacity) {
  char* fresh = new char[capacity];
  const std::size_t count = size();
  if (count > 0) std::memcpy(fresh, memory_ + begin_, count);
  wipe(memory_ + begin_, count);
  delete[] std::exchange(memory_, fresh);
  capacity_ = capacity;
  begin_ = 0;
  end_ = count;
}

void WipedBuffer::commit(std::size_t count) {
  check(count <= capacity_ - end_, "WipedBuffer: more bytes than room");
  end_ += count;
}

void WipedBuffer::consume(std::size_t count) {
  check(count <= size(), "WipedBuffer: more bytes than data");
  wipe(memory_ + begin_, count);
  begin_ += count;
}

void append_wiping(std::string& text, std::string_view more) {
  if (text.capacity() - text.size() < more.size()) {
    std::string larger;
    larger.reserve(std::max(text.size() + more.size(), text.capacity() * 2));
    larger.assign(text);
    wipe(text.data(), text.size());
    text.swap(larger);
  }
  text.append(more);
}

void wipe_text(std::string& text, std::size_t keep_bytes) {
  // Up to the capacity: a handler that shortened the text left its tail there.
  text.resize(text.capacity());
  wipe(text.data(), text.size());
  text.clear();
  if (text.capacity() > keep_bytes) text.shrink_to_fit();
}

}  // namespace guichet::http
