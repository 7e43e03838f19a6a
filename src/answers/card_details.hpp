#pragma once

#include "base/json_writer.hpp"
#include "payments/payment.hpp"

namespace guichet::answers {

/// Members `cardDetails` and its generic twin `paymentMethodDetails`
/// (spec/transactions.md 7.6, 7.7) of the transactionDetails being written.
void write_card_details(JsonWriter& json, const payments::Payment& payment,
                        const payments::Transaction& transaction);
void write_payment_method_details(JsonWriter& json, const payments::Payment& payment,
                                  const payments::Transaction& transaction);

}  // namespace guichet::answers
