#pragma once

#include "contract/service.hpp"

namespace guichet::rest {

/// Transaction/Capture (spec/transactions.md 4.8).
extern const contract::Shape transaction_capture_shape;
extern const contract::Service transaction_capture;

}  // namespace guichet::rest
