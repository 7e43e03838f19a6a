#pragma once

#include "base/json_writer.hpp"
#include "merchants/shop.hpp"
#include "payments/payment.hpp"

namespace guichet::form {

/// Member `installments` of a form's description: what will be debited and when, if the buyer paid
/// at `wall` (spec/use-cases.md 2, step 2). Nothing for a payment without a plan.
void write_plan(JsonWriter& json, const merchants::Book& book, const payments::Payment& payment,
                Instant wall);

}  // namespace guichet::form
