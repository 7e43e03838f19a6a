#include "rest/api.hpp"
#include "rest/charge_create_payment_shape.hpp"
#include "rest/charge_update_payment_amount_shape.hpp"
#include "rest/charge_create_qr_code_shape.hpp"
#include "rest/functions.hpp"
#include "rest/order_get_shape.hpp"
#include "rest/risk_add_to_grey_list_shape.hpp"
#include "rest/sdk_test_shape.hpp"
#include "rest/transaction_capture_shape.hpp"
#include "rest/transaction_duplicate_shape.hpp"
#include "rest/transaction_get_shape.hpp"
#include "rest/transaction_refund_shape.hpp"
#include "rest/transaction_update_shape.hpp"

namespace guichet::rest {

const std::vector<Endpoint>& endpoints() {
  static const std::vector<Endpoint> list{
      {sdk_test, run_sdk_test},
      {charge_create_payment, run_charge_create_payment},
      {charge_update_payment_amount, run_charge_update_payment_amount},
      // The documentation calls it so in one place (spec/pci-services.md 1).
      {pci_charge_create_payment, run_pci_charge_create_payment,
       "V4.1/PCI/Authentication/CreatePayment"},
      {order_get, run_order_get},
      {transaction_get, run_transaction_get},
      {transaction_cancel_or_refund, run_transaction_cancel_or_refund},
      {transaction_cancel, run_transaction_cancel},
      {transaction_refund, run_transaction_refund},
      {transaction_update, run_transaction_update},
      {transaction_validate, run_transaction_validate},
      {transaction_duplicate, run_transaction_duplicate},
      {transaction_capture, run_transaction_capture},
      {charge_create_qr_code, run_charge_create_qr_code},
      {risk_add_to_grey_list, run_risk_add_to_grey_list},
  };
  return list;
}

}  // namespace guichet::rest
