#pragma once

#include "contract/service.hpp"

namespace guichet::rest {

/// Transaction/Duplicate (spec/transactions.md 4.6).
extern const contract::Shape transaction_duplicate_shape;
extern const contract::Service transaction_duplicate;

}  // namespace guichet::rest
