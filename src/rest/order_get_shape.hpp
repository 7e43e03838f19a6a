#pragma once

#include "contract/service.hpp"

namespace guichet::rest {

/// Order/Get (spec/transactions.md 5).
extern const contract::Shape order_get_shape;
extern const contract::Service order_get;

}  // namespace guichet::rest
