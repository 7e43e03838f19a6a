#pragma once

#include "contract/service.hpp"

namespace guichet::rest {

/// Charge/CreatePayment (spec/transactions.md 1.2 to 1.8).
extern const contract::Shape charge_create_payment_shape;
extern const contract::Service charge_create_payment;

/// PCI/Charge/CreatePayment, V4 and V4.1 (spec/pci-services.md 2).
extern const contract::Shape pci_charge_create_payment_shape;
extern const contract::Service pci_charge_create_payment;

}  // namespace guichet::rest
