#pragma once

#include "acquiring/sandbox/faults.hpp"
#include "contract/field.hpp"
#include "http/message.hpp"

namespace guichet::sandbox {

/// POST /sandbox/acquirer/faults
extern const contract::Shape fault_order;

/// `/sandbox/acquirer/faults`: POST adds, DELETE forgets all, GET tells how many wait. Each answers
/// `{"waiting": n}`. Throws Refusal INT_902 on bad input and when the queue is full.
http::Response program_faults(acquiring::Faults& faults, const http::Request& request);

}  // namespace guichet::sandbox
