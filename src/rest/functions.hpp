#pragma once

#include "rest/call.hpp"

/// The web services' functions, one file each. Each takes a decoded call and gives its answer.
namespace guichet::rest {

Task<std::string> run_sdk_test(Call& call);
Task<std::string> run_charge_create_payment(Call& call);
Task<std::string> run_charge_update_payment_amount(Call& call);
Task<std::string> run_pci_charge_create_payment(Call& call);
Task<std::string> run_order_get(Call& call);
Task<std::string> run_transaction_get(Call& call);
Task<std::string> run_transaction_cancel_or_refund(Call& call);
Task<std::string> run_transaction_cancel(Call& call);
Task<std::string> run_transaction_refund(Call& call);
Task<std::string> run_transaction_update(Call& call);
Task<std::string> run_transaction_validate(Call& call);
Task<std::string> run_transaction_duplicate(Call& call);
Task<std::string> run_transaction_capture(Call& call);
Task<std::string> run_risk_add_to_grey_list(Call& call);
Task<std::string> run_charge_create_qr_code(Call& call);

}  // namespace guichet::rest
