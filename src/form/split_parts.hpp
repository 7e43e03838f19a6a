#pragma once

#include <vector>

#include "base/json_writer.hpp"
#include "checkout/checkout.hpp"

namespace guichet::form {

/// Members `paidAmount`, `remainingAmount` and `parts` of a form's description, when a part of a
/// split payment is paid (spec/status-machine.md 14). `so_far`: the payment's transactions.
void write_parts(JsonWriter& json, const checkout::Opened& opened,
                 const std::vector<payments::Transaction>& so_far);

}  // namespace guichet::form
