#pragma once

#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/secret.hpp"
#include "merchants/shop.hpp"

namespace guichet::merchants {

/// The forms of a shop's keys (spec/envelope.md 2.1). A fault is empty when the key has its form.
std::string fault_of_password(std::string_view password, Mode mode);
std::string fault_of_public_key(std::string_view key, std::string_view shop_id, Mode mode);
std::string fault_of_hmac_key(std::string_view key);
bool is_shop_id(std::string_view text);

/// 32 characters out of 62 after the prefix: 190 random bits.
Secret make_password(Random& random, Mode mode);
std::string make_public_key(Random& random, std::string_view shop_id, Mode mode);
/// 32 hexadecimal digits: 128 random bits.
Secret make_hmac_key(Random& random);
/// 8 digits, the first not 0.
std::string make_shop_id(Random& random);

}  // namespace guichet::merchants
