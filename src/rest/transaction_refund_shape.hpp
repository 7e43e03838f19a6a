#pragma once

#include "contract/service.hpp"

namespace guichet::rest {

/// Transaction/CancelOrRefund, Transaction/Cancel and Transaction/Refund
/// (spec/transactions.md 4.1 to 4.3).
extern const contract::Shape transaction_cancel_or_refund_shape;
extern const contract::Shape transaction_cancel_shape;
extern const contract::Shape transaction_refund_shape;
extern const contract::Service transaction_cancel_or_refund;
extern const contract::Service transaction_cancel;
extern const contract::Service transaction_refund;

}  // namespace guichet::rest
