#pragma once

#include "contract/service.hpp"

namespace guichet::rest {

/// Charge/UpdatePaymentAmount (spec/transactions.md 2).
extern const contract::Shape charge_update_payment_amount_shape;
extern const contract::Service charge_update_payment_amount;

}  // namespace guichet::rest
