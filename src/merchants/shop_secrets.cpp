#include "merchants/shop_secrets.hpp"

#include <utility>

#include "merchants/shop_keys.hpp"

namespace guichet::merchants {

namespace {

using vault::Keys;
using vault::Purpose;

std::string password_binding(const std::string& shop_id) {
  return "shop\n" + shop_id + "\npassword";
}
std::string hmac_binding(const std::string& shop_id) { return "shop\n" + shop_id + "\nhmac key"; }

bool is_current(const Keys& keys, Mode mode, const std::string& sealed) {
  return Keys::id_of(sealed) == keys.current_id(Purpose::shop_secret, mode);
}

bool reseal(const Keys& keys, Mode mode, const Secret& wanted, const Secret* known,
            const std::string& binding, std::string& sealed) {
  if (known != nullptr && known->equals(wanted.expose()) && is_current(keys, mode, sealed)) {
    return false;
  }
  sealed = keys.seal(Purpose::shop_secret, mode, wanted.expose(), binding);
  return true;
}

}  // namespace

std::string password_check(const Keys& keys, std::string_view shop_id, Mode mode,
                           std::string_view password) {
  std::string text;
  text.reserve(shop_id.size() + 1 + password.size());  // one buffer, so one place to wipe
  text.append(shop_id).append("\n").append(password);
  const auto mac = keys.mac(Purpose::pepper, mode, text);
  wipe(text.data(), text.size());
  return {reinterpret_cast<const char*>(mac.data()), mac.size()};
}

Task<std::optional<BookKeys>> open_keys(const Keys& keys, const std::string& shop_id, Mode mode,
                                        const directory_store::StoredBook& book) {
  const std::string for_password = password_binding(shop_id);
  const std::string for_hmac_key = hmac_binding(shop_id);
  std::optional<Secret> password = co_await keys.open_sealed(Purpose::shop_secret, mode,
                                                             book.password_sealed, for_password);
  std::optional<Secret> hmac_key = co_await keys.open_sealed(Purpose::shop_secret, mode,
                                                             book.hmac_key_sealed, for_hmac_key);
  if (!password || !hmac_key) co_return std::nullopt;
  BookKeys opened;
  opened.password = std::move(*password);
  opened.public_key = book.public_key;
  opened.hmac_key = std::move(*hmac_key);
  co_return std::move(opened);
}

bool seal_keys(const Keys& keys, const std::string& shop_id, Mode mode, const BookKeys& wanted,
               const BookKeys* known, directory_store::StoredBook& book) {
  bool changed = reseal(keys, mode, wanted.password, known == nullptr ? nullptr : &known->password,
                        password_binding(shop_id), book.password_sealed);
  changed |= reseal(keys, mode, wanted.hmac_key, known == nullptr ? nullptr : &known->hmac_key,
                    hmac_binding(shop_id), book.hmac_key_sealed);
  const std::string check = password_check(keys, shop_id, mode, wanted.password.expose());
  changed |= std::exchange(book.password_check, check) != check;
  changed |= std::exchange(book.public_key, wanted.public_key) != wanted.public_key;
  return changed;
}

BookKeys complete_keys(Random& random, const std::string& shop_id, Mode mode,
                       const ShopFile::GivenKeys& given, const BookKeys* known) {
  BookKeys keys;
  if (given.password) {
    keys.password = *given.password;
  } else {
    keys.password = known != nullptr ? known->password : make_password(random, mode);
  }
  if (given.public_key) {
    keys.public_key = *given.public_key;
  } else {
    keys.public_key = known != nullptr ? known->public_key : make_public_key(random, shop_id, mode);
  }
  if (given.hmac_key) {
    keys.hmac_key = *given.hmac_key;
  } else {
    keys.hmac_key = known != nullptr ? known->hmac_key : make_hmac_key(random);
  }
  return keys;
}

}  // namespace guichet::merchants
