#include "http/url.hpp"

#include <charconv>

#include "http/address.hpp"
#include "http/text.hpp"

namespace guichet::http {

namespace {

constexpr std::size_t url_chars_max = 2048;

std::optional<std::uint16_t> parse_port(std::string_view text) {
  unsigned number = 0;
  if (text.empty() || text.size() > 5) return {};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  if (number == 0 || number > 65535) return {};
  return static_cast<std::uint16_t>(number);
}

/// Letters, digits, `-`, `_` and dots between labels; international names come as A-labels.
bool is_name(std::string_view host) {
  if (host.empty() || host.size() > 253) return false;
  std::size_t label = 0;
  for (char c : host) {
    if (c == '.') {
      if (label == 0) return false;
      label = 0;
      continue;
    }
    const bool letter = lower(c) >= 'a' && lower(c) <= 'z';
    if (!letter && !is_digit(c) && c != '-' && c != '_') return false;
    if (++label > 63) return false;
  }
  return true;
}

/// The last label of a name is never a number: what looks like one is an address in a spelling
/// (octal, short, hexadecimal) that resolvers and filters read differently (WHATWG URL 3.5).
bool ends_in_number(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const auto dot = host.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? host : host.substr(dot + 1);
  if (last.starts_with("0x") || last.starts_with("0X")) return true;
  return last.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::optional<Url> Url::parse(std::string_view text) {
  if (text.size() > url_chars_max) return {};
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7f || c == '\\') return {};
  }
  Url url;
  url.text = text;
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return {};
  const std::string scheme = to_lower(text.substr(0, scheme_end));
  if (scheme != "http" && scheme != "https") return {};
  url.tls = scheme == "https";
  url.port = url.tls ? 443 : 80;
  text.remove_prefix(scheme_end + 3);
  text = text.substr(0, text.find('#'));

  std::string_view authority = text.substr(0, text.find_first_of("/?"));
  text.remove_prefix(authority.size());
  if (authority.find('@') != std::string_view::npos) return {};
  std::string_view rest;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return {};
    url.host = to_lower(authority.substr(1, end - 1));
    const auto address = IpAddress::parse(url.host);
    if (!address || url.host.find(':') == std::string::npos) return {};
    rest = authority.substr(end + 1);
  } else {
    url.host = to_lower(authority.substr(0, authority.find(':')));
    if (!is_name(url.host)) return {};
    if (ends_in_number(url.host) && !IpAddress::parse(url.host)) return {};
    rest = authority.substr(url.host.size());
  }
  if (!rest.empty()) {
    const auto port = rest.front() == ':' ? parse_port(rest.substr(1)) : std::nullopt;
    if (!port) return {};
    url.port = *port;
  }
  url.target = text.starts_with('/') ? std::string(text) : "/" + std::string(text);
  return url;
}

std::string Url::authority() const {
  std::string out = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != (tls ? 443 : 80)) out += ":" + std::to_string(port);
  return out;
}

}  // namespace guichet::http
