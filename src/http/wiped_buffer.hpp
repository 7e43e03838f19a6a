#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace guichet::http {

/// Bytes read from a connection and not used yet, at one place in memory.
///
/// It does what beast::flat_buffer does, and leaves nothing behind: consumed bytes, moved bytes
/// and memory given back are overwritten, because a request body may hold a card number
/// (security-checklist.md, memory). Not thread-safe.
class WipedBuffer {
 public:
  /// Memory is taken at the first `space`, and grows up to `bytes_max`.
  explicit WipedBuffer(std::size_t bytes_max) : bytes_max_(bytes_max) {}
  ~WipedBuffer();
  WipedBuffer(const WipedBuffer&) = delete;
  WipedBuffer& operator=(const WipedBuffer&) = delete;

  std::string_view data() const { return {memory_ + begin_, end_ - begin_}; }
  std::size_t size() const { return end_ - begin_; }
  bool full() const { return size() >= bytes_max_; }
  /// Free room after the data; empty only when the buffer is full.
  std::span<char> space();
  /// Takes the first `count` bytes of the last `space()` as data.
  void commit(std::size_t count);
  void consume(std::size_t count);

 private:
  void move_to(std::size_t capacity);

  std::size_t bytes_max_;
  char* memory_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

/// Appends without leaving a copy behind: when `text` must move to larger memory, the old memory
/// is overwritten before it is freed.
void append_wiping(std::string& text, std::string_view more);
/// Overwrites everything `text` owns and makes it empty; memory above `keep_bytes` is given back.
void wipe_text(std::string& text, std::size_t keep_bytes = 64 * 1024);

}  // namespace guichet::http
