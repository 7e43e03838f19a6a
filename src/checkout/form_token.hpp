#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/task.hpp"
#include "merchants/directory.hpp"
#include "vault/keys.hpp"

namespace guichet::checkout {

/// Why a token was refused.
enum class TokenFault {
  ill_formed,  // not a token at all: INT_885
  unknown,     // a token of another mode's key, or tampered with: INT_903
  foreign      // a token of another shop (spec/transactions.md 1.10): INT_911
};

/// Seals `plain` for the browser and puts `display` beside it: `01`, the length of the sealed part
/// (five digits), the sealed part and the displayed part in base64url. Safe unescaped in HTML
/// attributes and scripts. Names its book under the seal, so that another shop's token is known as
/// such; the keys of the other mode open nothing.
std::string seal_token(const vault::Keys& keys, const merchants::Book& book,
                       std::string_view plain, std::string_view display);

/// The plain text of a token of this book. The displayed part is never trusted.
Task<Result<std::string, TokenFault>> open_token(const vault::Keys& keys, merchants::BookPtr book,
                                                 std::string token);

}  // namespace guichet::checkout
