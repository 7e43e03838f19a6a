#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/secret.hpp"

namespace guichet {

/// HMAC-SHA-256 (RFC 2104, FIPS 180-4).
std::array<std::uint8_t, 32> hmac_sha256(std::string_view key, std::string_view message);
std::string hmac_sha256_hex(std::string_view key, std::string_view message);
std::array<std::uint8_t, 32> sha256(std::string_view message);

/// AES-256-GCM (NIST SP 800-38D) under one 32-byte key, with a fresh random 96-bit nonce for each
/// sealing. Contexts are kept per thread (stack.md, crypto rules). Thread-safe.
class Aead {
 public:
  static constexpr std::size_t key_bytes = 32;
  static constexpr std::size_t overhead_bytes = 12 + 16;

  explicit Aead(Secret key);

  /// nonce ‖ ciphertext ‖ tag. `associated` is authenticated, not stored.
  std::string seal(Random& random, std::string_view plain, std::string_view associated) const;
  /// Nothing when any byte, the key or `associated` differs.
  std::optional<Secret> open(std::string_view sealed, std::string_view associated) const;

 private:
  Secret key_;
  std::uint64_t key_id_;  // names the key in each thread's contexts; a copy has the same key
};

}  // namespace guichet
