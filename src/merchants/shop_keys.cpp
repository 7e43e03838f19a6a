#include "merchants/shop_keys.hpp"

#include <algorithm>

namespace guichet::merchants {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t made_characters = 32;
constexpr std::size_t key_characters_max = 200;
// 17 of 62 characters carry 101 bits. A TEST password protects nothing of value, and people bring
// those of their fixtures.
constexpr std::size_t production_characters_min = 17;
constexpr std::size_t test_characters_min = 8;
constexpr std::size_t hmac_characters_min = 16;

std::string_view password_prefix(Mode mode) {
  return mode == Mode::test ? "testpassword_" : "prodpassword_";
}

std::string public_key_prefix(std::string_view shop_id, Mode mode) {
  return std::string(shop_id) + (mode == Mode::test ? ":testpublickey_" : ":publickey_");
}

bool is_alphanumeric(std::string_view text) {
  return text.find_first_not_of(alphabet) == std::string_view::npos;
}

std::string random_characters(Random& random) {
  std::string text;
  text.reserve(made_characters);
  for (std::size_t i = 0; i < made_characters; ++i) text += alphabet[random.below(alphabet.size())];
  return text;
}

}  // namespace

std::string fault_of_password(std::string_view password, Mode mode) {
  const auto prefix = password_prefix(mode);
  const auto least = mode == Mode::test ? test_characters_min : production_characters_min;
  if (!password.starts_with(prefix)) return "must begin with " + std::string(prefix);
  const auto rest = password.substr(prefix.size());
  if (rest.size() < least || rest.size() > key_characters_max || !is_alphanumeric(rest)) {
    return "must have " + std::to_string(least) + " to " + std::to_string(key_characters_max) +
           " letters and digits after " + std::string(prefix);
  }
  return {};
}

std::string fault_of_public_key(std::string_view key, std::string_view shop_id, Mode mode) {
  const std::string prefix = public_key_prefix(shop_id, mode);
  if (!key.starts_with(prefix)) return "must begin with " + prefix;
  const auto rest = key.substr(prefix.size());
  if (rest.empty() || rest.size() > key_characters_max || !is_alphanumeric(rest)) {
    return "must have 1 to " + std::to_string(key_characters_max) + " letters and digits after " +
           prefix;
  }
  return {};
}

std::string fault_of_hmac_key(std::string_view key) {
  if (key.size() < hmac_characters_min || key.size() > key_characters_max ||
      !is_alphanumeric(key)) {
    return "must have " + std::to_string(hmac_characters_min) + " to " +
           std::to_string(key_characters_max) + " letters and digits";
  }
  return {};
}

bool is_shop_id(std::string_view text) {
  return text.size() == 8 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Secret make_password(Random& random, Mode mode) {
  std::string text = std::string(password_prefix(mode)) + random_characters(random);
  Secret password(text);
  wipe(text.data(), text.size());
  return password;
}

std::string make_public_key(Random& random, std::string_view shop_id, Mode mode) {
  return public_key_prefix(shop_id, mode) + random_characters(random);
}

Secret make_hmac_key(Random& random) { return Secret(random.hex(128)); }

std::string make_shop_id(Random& random) {
  return std::to_string(10'000'000 + random.below(90'000'000));
}

}  // namespace guichet::merchants
