#pragma once

#include "contract/field.hpp"

namespace guichet::rest {

/// `customer` of every service that opens a payment (spec/transactions.md 1.4).
extern const contract::Shape customer_shape;
extern const contract::Shape billing_details_shape;
extern const contract::Shape shipping_details_shape;
extern const contract::Shape shopping_cart_shape;

}  // namespace guichet::rest
