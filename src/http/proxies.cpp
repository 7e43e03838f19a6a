#include "http/proxies.hpp"

#include <algorithm>
#include <stdexcept>

#include "http/text.hpp"

namespace guichet::http {

namespace {

/// The values of every field of that name, split at commas, in the order they were added.
std::vector<std::string_view> list_of(const Request& request, std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& [key, text] : request.headers.all()) {
    if (!equal_ignoring_case(key, name)) continue;
    std::string_view rest = text;
    for (;;) {
      const auto comma = rest.find(',');
      values.push_back(trim(rest.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return values;
}

}  // namespace

TrustedProxies::TrustedProxies(const std::vector<std::string>& ranges) {
  for (const auto& text : ranges) {
    const auto range = IpRange::parse(text);
    if (!range) throw std::invalid_argument("trusted_proxies: not an address or range: " + text);
    ranges_.push_back(*range);
  }
}

bool TrustedProxies::holds(const IpAddress& address) const {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const IpRange& range) { return range.holds(address); });
}

void TrustedProxies::apply(Request& request) const {
  if (ranges_.empty()) return;
  const auto peer = IpAddress::parse(request.peer);
  if (!peer || !holds(*peer)) return;
  const auto hops = list_of(request, "X-Forwarded-For");
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    const auto address = IpAddress::parse(*hop);
    if (!address) break;
    request.peer = address->text();
    if (!holds(*address)) break;
  }
  const auto schemes = list_of(request, "X-Forwarded-Proto");
  if (!schemes.empty()) request.secure = equal_ignoring_case(schemes.back(), "https");
  const auto hosts = list_of(request, "X-Forwarded-Host");
  if (!hosts.empty() && !hosts.back().empty() && is_host_text(hosts.back())) {
    request.host = hosts.back();
  }
}

}  // namespace guichet::http
