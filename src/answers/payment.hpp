#pragma once

#include <string>
#include <vector>

#include "merchants/shop.hpp"
#include "payments/payment.hpp"

namespace guichet::answers {

/// What a V4/Payment tells of: the payment, its state, and the transaction the message is about.
struct PaymentView {
  const merchants::Book& book;
  const payments::Payment& payment;
  const payments::Transaction* transaction = nullptr;  // null: a session nobody paid
  payments::OrderState state;
  Instant server_date;                                 // business time
  std::vector<const payments::Transaction*> others{};  // told of after it, in this order
};

/// V4/Payment (spec/transactions.md 7.1), the content of kr-answer: canonical JSON, every member
/// present. The one function both the notifications and the browser answers use.
std::string write_payment(const PaymentView& view);

/// V4/Transaction (spec/transactions.md 7.2), with its customer and order.
std::string write_transaction(const merchants::Book& book, const payments::Payment& payment,
                              const payments::Transaction& transaction);

/// One transaction of an order with the payment it belongs to.
struct OrderLine {
  payments::Payment payment;
  payments::Transaction transaction;
};
/// V4/OrderTransactions (spec/transactions.md 5).
std::string write_order(const merchants::Book& book, const std::string& order_id,
                        const std::vector<OrderLine>& lines);

/// V4/Common/ResponseCodeAnswer (spec/transactions.md 7.10).
std::string write_response_code(int code);

/// V4/Charge/PaymentForm.
std::string write_payment_form(const std::string& form_token);

}  // namespace guichet::answers
