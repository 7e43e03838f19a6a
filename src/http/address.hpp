#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace guichet::http {

/// An IPv4 or IPv6 address in 16 bytes; IPv4 as IPv6-mapped (RFC 4291 2.5.5.2), so that both
/// spellings of one address are one value.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  /// Nothing unless `text` is an address without brackets, port or zone.
  static std::optional<IpAddress> parse(std::string_view text);
  bool is_v4() const;
  /// The shortest usual spelling, IPv4 as four numbers.
  std::string text() const;
  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

/// A range of addresses, e.g. 10.0.0.0/8; a single address is a range of one.
struct IpRange {
  IpAddress first;
  int prefix_bits = 128;  // of 128, IPv4 counted as mapped

  static std::optional<IpRange> parse(std::string_view text);
  bool holds(const IpAddress& address) const;
};

/// True for addresses an outgoing call must not reach by default: loopback, private, link-local,
/// carrier-grade NAT, multicast, unspecified, in IPv6 spellings too (security-checklist.md 29).
/// A text that is no address counts as private.
bool is_private_address(std::string_view ip);

}  // namespace guichet::http
