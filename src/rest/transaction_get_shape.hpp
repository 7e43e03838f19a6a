#pragma once

#include "contract/service.hpp"

namespace guichet::rest {

/// Transaction/Get (spec/transactions.md 4.7).
extern const contract::Shape transaction_get_shape;
extern const contract::Service transaction_get;

}  // namespace guichet::rest
