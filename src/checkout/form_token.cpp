#include "checkout/form_token.hpp"

#include "base/encoding.hpp"

namespace guichet::checkout {

namespace {

constexpr std::string_view format_version = "01";
constexpr std::size_t length_digits = 5;
constexpr std::size_t prefix_size = 2 + length_digits;
constexpr std::size_t token_bytes_max = 64 * 1024;

/// Binds a token to this use of the key; its book stands first under the seal.
constexpr std::string_view associated_text = "form-token";

std::string book_line(const merchants::Book& book) { return std::to_string(book.id) + '\n'; }

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
  std::string text = book_line(book);
  text.append(plain);
  const std::string sealed =
      to_base64url(keys.seal(vault::Purpose::token_seal, book.mode, text, associated_text));
  std::string length = std::to_string(sealed.size());
  length.insert(0, length_digits - length.size(), '0');
  return std::string(format_version) + length + sealed + to_base64url(display);
}

Task<Result<std::string, TokenFault>> open_token(const vault::Keys& keys, merchants::BookPtr book,
                                                 std::string token) {
  const auto sealed = sealed_part(token);
  if (!sealed) co_return Failure{TokenFault::ill_formed};
  const auto opened = co_await keys.open_sealed(vault::Purpose::token_seal, book->mode, *sealed,
                                                associated_text);
  if (!opened) co_return Failure{TokenFault::unknown};
  const std::string_view text = opened->expose();
  const std::string own = book_line(*book);
  if (!text.starts_with(own)) co_return Failure{TokenFault::foreign};
  co_return std::string(text.substr(own.size()));
}

}  // namespace guichet::checkout
