#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "contract/decode.hpp"
#include "rest/charge_create_payment_shape.hpp"
#include "rest/create_payment_rules.hpp"

/// A body, read and judged as Charge/CreatePayment and as PCI/Charge/CreatePayment.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace guichet;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto judge = [&](const contract::Shape& shape, void (*rules)(const contract::Document&)) {
    try {
      const auto document = contract::decode_body(body, shape);
      check(document.integer("amount").has_value(), "a request without an amount");
      (void)rest::card_expiry(document);
      rules(document);
    } catch (const contract::Refusal& refusal) {
      check(contract::find_error(refusal.code) != nullptr, "a refusal with an unknown code");
      check(refusal.detailed_message.size() <= 127, "a detailed message that is too long");
    }
  };
  judge(rest::charge_create_payment_shape, rest::check_create_payment);
  judge(rest::pci_charge_create_payment_shape, rest::check_pci_create_payment);
  return 0;
}
