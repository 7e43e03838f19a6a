#pragma once

#include "contract/service.hpp"

namespace guichet::rest {

/// Charge/SDKTest, the connection test (spec/envelope.md 5.2).
extern const contract::Shape sdk_test_shape;
extern const contract::Service sdk_test;

}  // namespace guichet::rest
