#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace guichet {

/// The random source as a parameter (design.md 1.6). Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> bytes) = 0;

  /// `bits` random bits (a multiple of 8) as lower-case hexadecimal: tokens, links, sessions.
  std::string hex(std::size_t bits = 128);
  /// Uniform in [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound);
};

/// The operating system's source, taken in blocks per thread (stack.md, crypto rules).
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

/// A reproducible stream for simulations; never a source of secrets. One thread only.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> bytes) override;

 private:
  std::uint64_t state_;
};

/// UUIDv7 (RFC 9562 5.7) without dashes: a key that sorts by time. `at` is wall time.
std::string make_uuid(Random& random, Instant at);

/// True for 32 lower-case hexadecimal characters.
bool is_uuid(std::string_view text);

}  // namespace guichet
