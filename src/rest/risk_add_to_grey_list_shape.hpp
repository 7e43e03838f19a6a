#pragma once

#include "contract/service.hpp"

namespace guichet::rest {

/// Risk/AddToGreyList (spec/transactions.md 6).
extern const contract::Shape risk_add_to_grey_list_shape;
extern const contract::Service risk_add_to_grey_list;

}  // namespace guichet::rest
