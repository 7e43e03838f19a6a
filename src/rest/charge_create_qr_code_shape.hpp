#pragma once

#include "contract/service.hpp"

namespace guichet::rest {

/// Charge/CreateQRCode (spec/transactions.md 3).
extern const contract::Shape charge_create_qr_code_shape;
extern const contract::Service charge_create_qr_code;

}  // namespace guichet::rest
