#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace guichet {

/// Overwrites memory in a way the compiler keeps.
void wipe(void* data, std::size_t size);

/// Equal in time that depends on the lengths only.
bool equal_constant_time(std::string_view a, std::string_view b);

/// Bytes that must not be printed, logged or compared carelessly: passwords, keys.
///
/// There is no conversion to text: `expose()` is the one way in, and easy to find in review.
/// Memory is wiped on destruction; small strings are avoided by reserving on the heap.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view bytes);
  Secret(const Secret& other) : Secret(other.expose()) {}
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret other) noexcept;
  ~Secret();

  std::string_view expose() const { return {data_, size_}; }
  bool empty() const { return size_ == 0; }
  /// Constant time.
  bool equals(std::string_view candidate) const { return equal_constant_time(expose(), candidate); }

  bool operator==(const Secret&) const = delete;

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
};

template <class Stream>
Stream& operator<<(Stream&, const Secret&) = delete;

}  // namespace guichet
