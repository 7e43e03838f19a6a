#pragma once

#include "contract/service.hpp"

namespace guichet::rest {

/// Transaction/Update and Transaction/Validate (spec/transactions.md 4.4 and 4.5).
extern const contract::Shape transaction_update_shape;
extern const contract::Shape transaction_validate_shape;
extern const contract::Service transaction_update;
extern const contract::Service transaction_validate;

}  // namespace guichet::rest
