#include "base/random.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/check.hpp"
#include "base/encoding.hpp"

namespace guichet {

std::string Random::hex(std::size_t bits) {
  std::array<std::uint8_t, 64> bytes;
  check(bits % 8 == 0 && bits / 8 <= bytes.size(), "hex(): bits out of range");
  const auto used = std::span(bytes).first(bits / 8);
  fill(used);
  return to_hex(used);
}

std::uint64_t Random::below(std::uint64_t bound) {
  check(bound > 0, "below(): bound must be positive");
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
  for (;;) {
    std::array<std::uint8_t, 8> bytes;
    fill(bytes);
    std::uint64_t value;
    std::memcpy(&value, bytes.data(), 8);
    if (value < limit) return value % bound;
  }
}

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  constexpr std::size_t block = 1024;
  thread_local std::array<std::uint8_t, block> pool;
  thread_local std::size_t used = block;
  if (bytes.size() > block) {
    check(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1, "no random bytes");
    return;
  }
  if (block - used < bytes.size()) {
    check(RAND_bytes(pool.data(), block) == 1, "no random bytes");
    used = 0;
  }
  std::memcpy(bytes.data(), pool.data() + used, bytes.size());
  std::memset(pool.data() + used, 0, bytes.size());  // a byte is handed out once
  used += bytes.size();
}

// SplitMix64 (Steele, Lea, Flood 2014): short, and the same on every machine.
void SeededRandom::fill(std::span<std::uint8_t> bytes) {
  for (std::size_t i = 0; i < bytes.size(); i += 8) {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    z ^= z >> 31;
    std::memcpy(bytes.data() + i, &z, std::min<std::size_t>(8, bytes.size() - i));
  }
}

std::string make_uuid(Random& random, Instant at) {
  std::array<std::uint8_t, 16> bytes;
  random.fill(bytes);
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(at.ms >> (40 - 8 * i));
  bytes[6] = static_cast<std::uint8_t>(0x70 | (bytes[6] & 0x0f));
  bytes[8] = static_cast<std::uint8_t>(0x80 | (bytes[8] & 0x3f));
  return to_hex(bytes);
}

bool is_uuid(std::string_view text) {
  return text.size() == 32 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

}  // namespace guichet
