#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace guichet {

/// Keeps the pages of a region out of core dumps and, best effort, out of swap.
///
/// Works on whole pages: neighbours on the same page are hidden too, which only makes a core dump
/// smaller. False when the kernel refused to hide it; a refused lock (RLIMIT_MEMLOCK) is no error.
bool lock_and_hide(void* data, std::size_t size);

/// Pages of their own for key material: hidden and locked, wiped before they go back.
class HiddenPages {
 public:
  /// At least `size` bytes, zero at first. Ends the process when there is no memory.
  explicit HiddenPages(std::size_t size);
  ~HiddenPages();
  HiddenPages(const HiddenPages&) = delete;
  HiddenPages& operator=(const HiddenPages&) = delete;

  std::span<std::uint8_t> bytes() const { return {data_, size_}; }

 private:
  std::uint8_t* data_;
  std::size_t size_;
};

}  // namespace guichet
