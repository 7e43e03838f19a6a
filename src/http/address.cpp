#include "http/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace guichet::http {

namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

// IANA's special-purpose registries (RFC 6890) without the documentation ranges, which nobody
// routes. Mapped IPv4 needs no line of its own: it is the same value as plain IPv4.
constexpr const char* private_ranges[] = {
    "0.0.0.0/8",        // this network
    "10.0.0.0/8",       // RFC 1918
    "100.64.0.0/10",    // carrier-grade NAT, RFC 6598
    "127.0.0.0/8",      // loopback
    "169.254.0.0/16",   // link-local, and the metadata services of clouds
    "172.16.0.0/12",    // RFC 1918
    "192.0.0.0/24",     // protocol assignments
    "192.168.0.0/16",   // RFC 1918
    "198.18.0.0/15",    // benchmarks, RFC 2544
    "224.0.0.0/4",      // multicast
    "240.0.0.0/4",      // reserved, and broadcast
    "::/96",            // unspecified, loopback, IPv4-compatible
    "64:ff9b:1::/48",   // local NAT64, RFC 8215
    "100::/64",         // discard only
    "2001::/23",        // protocol assignments, Teredo
    "fc00::/7",         // unique local
    "fe80::/10",        // link-local
    "fec0::/10",        // site-local, deprecated
    "ff00::/8",         // multicast
};

const std::vector<IpRange>& parsed_private_ranges() {
  static const std::vector<IpRange> ranges = [] {
    std::vector<IpRange> list;
    for (const char* text : private_ranges) list.push_back(IpRange::parse(text).value());
    return list;
  }();
  return ranges;
}

/// The IPv4 address that a translator would send to: 64:ff9b::/96 carries it last (RFC 6052),
/// 2002::/16 in front (6to4, RFC 3056).
std::optional<IpAddress> embedded_v4(const IpAddress& address) {
  static const IpRange nat64 = IpRange::parse("64:ff9b::/96").value();
  static const IpRange six_to_four = IpRange::parse("2002::/16").value();
  std::size_t at = 0;
  if (nat64.holds(address)) {
    at = 12;
  } else if (six_to_four.holds(address)) {
    at = 2;
  } else {
    return {};
  }
  IpAddress inner;
  std::copy(mapped_prefix.begin(), mapped_prefix.end(), inner.bytes.begin());
  std::copy_n(address.bytes.begin() + at, 4, inner.bytes.begin() + 12);
  return inner;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  char buffer[INET6_ADDRSTRLEN + 1] = {};
  if (text.empty() || text.size() > INET6_ADDRSTRLEN) return {};
  if (text.find('\0') != std::string_view::npos) return {};
  std::memcpy(buffer, text.data(), text.size());
  IpAddress address;
  if (inet_pton(AF_INET6, buffer, address.bytes.data()) == 1) return address;
  if (inet_pton(AF_INET, buffer, address.bytes.data() + 12) != 1) return {};
  std::copy(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin());
  return address;
}

bool IpAddress::is_v4() const {
  return std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin());
}

std::string IpAddress::text() const {
  char buffer[INET6_ADDRSTRLEN] = {};
  if (is_v4()) {
    inet_ntop(AF_INET, bytes.data() + 12, buffer, sizeof buffer);
  } else {
    inet_ntop(AF_INET6, bytes.data(), buffer, sizeof buffer);
  }
  return buffer;
}

std::optional<IpRange> IpRange::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return {};
  IpRange range{*address, 128};
  if (slash == std::string_view::npos) return range;
  const std::string_view bits = text.substr(slash + 1);
  const bool v4_text = text.substr(0, slash).find(':') == std::string_view::npos;
  int count = 0;
  const auto [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), count);
  if (bits.empty() || error != std::errc{} || end != bits.data() + bits.size()) return {};
  if (count < 0 || count > (v4_text ? 32 : 128)) return {};
  range.prefix_bits = v4_text ? 96 + count : count;
  return range;
}

bool IpRange::holds(const IpAddress& address) const {
  int left = prefix_bits;
  for (std::size_t i = 0; i < 16 && left > 0; ++i, left -= 8) {
    const int mask = left >= 8 ? 0xff : (0xff << (8 - left)) & 0xff;
    if (((first.bytes[i] ^ address.bytes[i]) & mask) != 0) return false;
  }
  return true;
}

bool is_private_address(std::string_view ip) {
  const auto address = IpAddress::parse(ip);
  if (!address) return true;  // what cannot be judged is not reached
  const IpAddress target = embedded_v4(*address).value_or(*address);
  const auto& ranges = parsed_private_ranges();
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const IpRange& range) { return range.holds(target); });
}

}  // namespace guichet::http
