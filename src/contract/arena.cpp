#include "contract/arena.hpp"

#include <algorithm>
#include <cstdint>
#include <new>

#include "base/secret.hpp"

namespace guichet::contract {

WipingArena::~WipingArena() {
  // The part of the inline buffer that was handed out; all of it once a chunk was added.
  wipe(inline_, chunks_ == nullptr ? static_cast<std::size_t>(free_ - inline_) : inline_bytes);
  while (chunks_ != nullptr) {
    Chunk* next = chunks_->next;
    wipe(chunks_ + 1, chunks_->size);
    ::operator delete(chunks_);
    chunks_ = next;
  }
}

void WipingArena::add_chunk(std::size_t size_min) {
  const std::size_t size = std::max(size_min, next_chunk_bytes_);
  next_chunk_bytes_ = std::min<std::size_t>(next_chunk_bytes_ * 2, 1024 * 1024);
  auto* chunk = static_cast<Chunk*>(::operator new(sizeof(Chunk) + size));
  chunk->next = chunks_;
  chunk->size = size;
  chunks_ = chunk;
  free_ = reinterpret_cast<unsigned char*>(chunk + 1);
  end_ = free_ + size;
}

void* WipingArena::do_allocate(std::size_t size, std::size_t alignment) {
  const auto padding = [&] {
    return (alignment - reinterpret_cast<std::uintptr_t>(free_) % alignment) % alignment;
  };
  std::size_t gap = padding();
  if (size + gap > static_cast<std::size_t>(end_ - free_)) {
    add_chunk(size + alignment);
    gap = padding();
  }
  unsigned char* result = free_ + gap;
  free_ = result + size;
  used_ += size + gap;
  return result;
}

}  // namespace guichet::contract
