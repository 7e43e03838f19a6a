#pragma once

#include "contract/field.hpp"

namespace guichet::rest {

/// `transactionOptions` of Charge/CreatePayment (spec/transactions.md 1.5).
extern const contract::Shape transaction_options_shape;
/// The same for the PCI services: more payment sources (spec/pci-services.md 2.3).
extern const contract::Shape pci_transaction_options_shape;
/// `subMerchantDetails` of payment facilitators (spec/transactions.md 1.7).
extern const contract::Shape sub_merchant_shape;
/// `device`, the buyer's browser for 3-D Secure (spec/pci-services.md 2.4).
extern const contract::Shape device_shape;

}  // namespace guichet::rest
