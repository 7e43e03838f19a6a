#include "rest/authorization.hpp"

#include <cctype>

#include "base/encoding.hpp"
#include "base/limits.hpp"

namespace guichet::rest {

namespace {

bool starts_with_basic(std::string_view header) {
  constexpr std::string_view scheme = "basic ";
  if (header.size() < scheme.size()) return false;
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(header[i])) != scheme[i]) return false;
  }
  return true;
}

}  // namespace

std::optional<BasicCredentials> parse_authorization(std::string_view header) {
  if (header.size() > limits::authorization_bytes_max) return std::nullopt;
  if (!starts_with_basic(header)) return std::nullopt;
  header.remove_prefix(6);
  while (header.starts_with(' ')) header.remove_prefix(1);
  while (header.ends_with(' ')) header.remove_suffix(1);
  auto plain = from_base64(header);
  if (!plain) return std::nullopt;
  const auto colon = plain->find(':');
  if (colon == std::string::npos) return std::nullopt;
  BasicCredentials credentials{plain->substr(0, colon),
                               Secret(std::string_view(*plain).substr(colon + 1))};
  wipe(plain->data(), plain->size());
  return credentials;
}

}  // namespace guichet::rest
