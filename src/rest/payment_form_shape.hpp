#pragma once

#include "contract/field.hpp"

namespace guichet::rest {

/// `paymentForms[0]`: card data, PCI-DSS shops only
/// (spec/transactions.md 1.8, spec/pci-services.md 2.2).
extern const contract::Shape payment_form_shape;

}  // namespace guichet::rest
