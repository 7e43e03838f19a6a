#pragma once

#include <boost/json/memory_resource.hpp>
#include <boost/json/storage_ptr.hpp>
#include <cstddef>

namespace guichet::contract {

/// Memory for one parsed request body, given back all at once and wiped first.
///
/// The texts of a body may hold a card number or a security code; whatever the parser or a
/// document allocates here is overwritten before the memory leaves our hands.
class WipingArena final : public boost::json::memory_resource {
 public:
  WipingArena() = default;
  WipingArena(const WipingArena&) = delete;
  WipingArena& operator=(const WipingArena&) = delete;
  ~WipingArena();

  /// Bytes handed out since the beginning, alignment included; for tests.
  std::size_t bytes_used() const { return used_; }

 protected:
  void* do_allocate(std::size_t size, std::size_t alignment) override;
  void do_deallocate(void*, std::size_t, std::size_t) override {}
  bool do_is_equal(const memory_resource& other) const noexcept override {
    return this == &other;
  }

 private:
  struct Chunk {
    Chunk* next;
    std::size_t size;  // of the bytes that follow
  };
  void add_chunk(std::size_t size_min);

  static constexpr std::size_t inline_bytes = 8 * 1024;
  alignas(std::max_align_t) unsigned char inline_[inline_bytes];
  unsigned char* free_ = inline_;
  unsigned char* end_ = inline_ + inline_bytes;
  Chunk* chunks_ = nullptr;
  std::size_t next_chunk_bytes_ = 32 * 1024;
  std::size_t used_ = 0;
};

}  // namespace guichet::contract

/// Nothing is given back piece by piece: containers on the arena need no destruction.
template <>
struct boost::json::is_deallocate_trivial<guichet::contract::WipingArena> {
  static constexpr bool value = true;
};
