#pragma once

#include "rest/call.hpp"

namespace guichet::rest {

/// The payment of a validated CreatePayment request, without a daily id yet.
payments::Payment make_payment(const Call& call, payments::Origin origin);

/// Pays at once with the card in `paymentForms[0]`: the V4/Payment.
Task<std::string> pay_by_card(Call& call);

/// The V4/Payment of a charge by web service; `later`: the further instalments of a plan.
std::string write_charge(const merchants::Book& book, const payments::Payment& payment,
                         const payments::Transaction& transaction,
                         std::span<const payments::Transaction> later, Instant server_date);

}  // namespace guichet::rest
