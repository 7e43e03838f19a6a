#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "merchants/shop.hpp"

namespace guichet::merchants {

inline constexpr Mode all_modes[] = {Mode::test, Mode::production};

/// One value for each mode.
template <class T>
class PerMode {
 public:
  T& operator[](Mode mode) { return values_[static_cast<std::size_t>(mode)]; }
  const T& operator[](Mode mode) const { return values_[static_cast<std::size_t>(mode)]; }

 private:
  std::array<T, 2> values_;
};

/// A shop as a file describes it (docs/reference/shop-file.md).
struct ShopFile {
  /// A key that is not given is kept, or made when the shop has none.
  struct GivenKeys {
    std::optional<Secret> password;
    std::optional<std::string> public_key;
    std::optional<Secret> hmac_key;
  };

  Shop shop;  // id empty: the shop of this name, or a new one
  PerMode<GivenKeys> keys;
  PerMode<std::vector<Contract>> contracts;
  PerMode<std::map<Rule, NotificationRule>> rules;  // every rule
};

/// The reason of a failure names the member at fault, and never repeats a key.
Result<ShopFile, std::string> parse_shop_file(std::string_view toml);

/// A file that parses to the same shop. Keys are written when `with_keys`.
std::string write_shop_file(const Shop& shop, const PerMode<std::shared_ptr<const Book>>& books,
                            bool with_keys);

}  // namespace guichet::merchants
