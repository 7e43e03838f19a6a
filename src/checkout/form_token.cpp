#include "checkout/form_token.hpp"

#include "base/encoding.hpp"

namespace guichet::checkout {

namespace {

constexpr std::string_view format_version = "01";
constexpr std::size_t length_digits = 5;
constexpr std::size_t prefix_size = 2 + length_digits;
constexpr std::size_t token_bytes_max = 64 * 1024;

/// Binds a token to its book and to this use of the key.
std::string associated_text(const merchants::Book& book) {
  return "form-token/" + std::to_string(book.id);
}

/// The sealed part of a well-formed token.
std::optional<std::string> sealed_part(std::string_view token) {
  if (token.size() < prefix_size || token.size() > token_bytes_max ||
      !token.starts_with(format_version)) {
    return std::nullopt;
  }
  std::size_t length = 0;
  for (const char c : token.substr(2, length_digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    length = length * 10 + static_cast<std::size_t>(c - '0');
  }
  if (token.size() < prefix_size + length) return std::nullopt;
  if (!from_base64url(token.substr(prefix_size + length))) return std::nullopt;
  return from_base64url(token.substr(prefix_size, length));
}

}  // namespace

std::string seal_token(const vault::Keys& keys, const merchants::Book& book,
                       std::string_view plain, std::string_view display) {
  const std::string sealed = to_base64url(
      keys.seal(vault::Purpose::token_seal, book.mode, plain, associated_text(book)));
  std::string length = std::to_string(sealed.size());
  length.insert(0, length_digits - length.size(), '0');
  return std::string(format_version) + length + sealed + to_base64url(display);
}

Task<Result<std::string, TokenFault>> open_token(const vault::Keys& keys, merchants::BookPtr book,
                                                 std::string token) {
  const auto sealed = sealed_part(token);
  if (!sealed) co_return Failure{TokenFault::ill_formed};
  const std::string associated = associated_text(*book);
  const auto plain = co_await keys.open_sealed(vault::Purpose::token_seal, book->mode, *sealed,
                                               associated);
  if (!plain) co_return Failure{TokenFault::unknown};
  co_return std::string(plain->expose());
}

}  // namespace guichet::checkout
