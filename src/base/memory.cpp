#include "base/memory.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include "base/check.hpp"
#include "base/secret.hpp"

namespace guichet {

bool lock_and_hide(void* data, std::size_t size) {
  if (size == 0) return true;
  static const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(data) & ~(page - 1);
  const auto end = (reinterpret_cast<std::uintptr_t>(data) + size + page - 1) & ~(page - 1);
  auto* const pages = reinterpret_cast<void*>(begin);
  (void)mlock(pages, end - begin);  // an unprivileged process may have no allowance left
  return madvise(pages, end - begin, MADV_DONTDUMP) == 0;
}

HiddenPages::HiddenPages(std::size_t size) : size_(size) {
  check(size > 0, "HiddenPages: size must be positive");
  void* pages = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check(pages != MAP_FAILED, "HiddenPages: no memory");
  data_ = static_cast<std::uint8_t*>(pages);
  lock_and_hide(data_, size_);
}

HiddenPages::~HiddenPages() {
  wipe(data_, size_);
  munmap(data_, size_);  // unlocks as well
}

}  // namespace guichet
