#include "merchants/directory.hpp"

namespace guichet::merchants {

// Every key here is published by the platform for anybody to use, which is why demo mode listens on
// the loopback address only (design.md 5).
const std::string_view demo_shop_toml = R"(id = "69876357"
name = "Demo shop"
language = "EN"

[options]
pci = true
split_payment = true

[test]
password = "testpassword_DEMOPRIVATEKEY23G4475zXZQ2UA5x7M"
public_key = "69876357:testpublickey_DEMOPUBLICKEY95me92597fd28tGD4r5"
hmac_key = "38453613e7f44dc58732bad3dca2bca3"

[[contract]]
mode = "TEST"
mid = "5512345"

[notifications.end_of_payment]
enabled = true
)";

}  // namespace guichet::merchants
