#include "answers/payment.hpp"

#include <boost/json.hpp>

#include "answers/card_details.hpp"
#include "answers/customer.hpp"
#include "contract/error.hpp"
#include "contract/json_text.hpp"

namespace guichet::answers {

namespace {

using merchants::Book;
using payments::Payment;
using payments::Transaction;

constexpr std::size_t payment_bytes_expected = 6 * 1024;

/// A payment's stored request, parsed once per answer.
class Request {
 public:
  explicit Request(const Payment& payment)
      : memory_(buffer_, sizeof buffer_),
        value_(boost::json::parse({payment.document.data(), payment.document.size()}, &memory_)) {}
  const boost::json::object* members() const { return value_.if_object(); }
  const boost::json::value* member(std::string_view name) const {
    return members() ? members()->if_contains(name) : nullptr;
  }

 private:
  unsigned char buffer_[4096];
  boost::json::monotonic_resource memory_;
  boost::json::value value_;
};

/// A request member that is stored canonical already, or null.
void write_stored(JsonWriter& json, std::string_view name, const boost::json::value* value) {
  if (value) {
    std::string text;
    contract::append_value(text, *value);
    json.member_raw(name, text);
  } else {
    json.member_null(name);
  }
}

/// `order_id`: of the transaction told of, which an update may have renamed.
void write_order_details(JsonWriter& json, const Book& book, const Payment& payment,
                         const std::string& order_id, const Request& request,
                         const payments::OrderState* state) {
  json.begin_object("orderDetails");
  json.member("orderTotalAmount", payment.amount.minor);
  if (state) {
    json.member("orderEffectiveAmount", payment.amount.minor);
    json.member("orderPaidAmount", state->paid_minor);
  } else {
    json.member_null("orderEffectiveAmount");
    json.member_null("orderPaidAmount");
  }
  json.member("orderCurrency", payment.amount.currency.code());
  json.member("mode", merchants::name_of(book.mode));
  json.member_or_null("orderId", order_id);
  write_stored(json, "metadata", request.member("metadata"));
  json.member_null("updatedDna");
  json.member("_type", "V4/OrderDetails");
  json.end_object();
}

void write_fraud_management(JsonWriter& json, const payments::Details& details) {
  json.begin_object("fraudManagement");
  json.begin_array("riskControl");
  for (const auto& control : details.risk) {
    json.begin_object();
    json.member("name", std::string_view(control.name));
    json.member("result", std::string_view(control.result));
    json.member("_type", "V4/PaymentMethod/Details/Risk/RiskControl");
    json.end_object();
  }
  json.end_array();
  json.begin_array("riskAnalysis");
  json.end_array();
  json.member_null("riskAssessments");
  json.member("_type", "V4/PaymentMethod/Details/FraudManagement");
  json.end_object();
}

bool is_credit(const Transaction& transaction) {
  return transaction.operation == payments::OperationType::credit;
}

/// `L`, day of the year, daily id and rank (spec/transactions.md 8).
std::string archival_reference(const Payment& payment, const Transaction& transaction) {
  char text[32];
  std::snprintf(text, sizeof text, "L%03d%s%02d", day_of_year(payment.created_at),
                payment.legacy_trans_id.c_str(), transaction.sequence);
  return text;
}

/// The rank of a payment in a series (spec/transactions.md 7.5, spec/status-machine.md 13).
std::string_view occurrence_type(const Transaction& transaction) {
  const int instalments = transaction.details.instalments;
  if (instalments == 0 || is_credit(transaction)) return "UNITAIRE";
  if (transaction.sequence == 1) return "RECURRENT_INITIAL";
  return transaction.sequence == instalments ? "RECURRENT_FINAL" : "RECURRENT_INTERMEDIAIRE";
}

void write_amounts(JsonWriter& json, const Request& request) {
  const auto* members = request.members();
  write_integers(json, members, {"taxAmount"});
  json.member_null("preTaxAmount");
  write_decimal(json, "taxRate", request.member("taxRate"));
}

void write_transaction_details(JsonWriter& json, const Payment& payment, const Request& request,
                               const Transaction& transaction, bool in_payment) {
  const auto& details = transaction.details;
  json.begin_object("transactionDetails");
  json.member_or_null("liabilityShift", details.liability_shift);
  json.member("effectiveAmount", transaction.amount.minor);
  json.member("effectiveCurrency", transaction.amount.currency.code());
  json.member("creationContext", is_credit(transaction) ? "REFUND" : "CHARGE");
  write_card_details(json, payment, transaction);
  write_payment_method_details(json, payment, transaction);
  json.member_null("acquirerDetails");
  write_fraud_management(json, details);
  if (in_payment) {
    json.begin_object("subscriptionDetails");
    json.member_null("subscriptionId");
    json.member("_type", "V4/PaymentMethod/Details/SubscriptionDetails");
    json.end_object();
  }
  json.member_or_null("parentTransactionUuid", details.parent);
  json.member("mid", details.mid);
  json.member("sequenceNumber", transaction.sequence);
  write_amounts(json, request);
  json.member_null("externalTransactionId");
  if (in_payment) json.member_null("dcc");
  json.member_null("nsu");
  json.member_or_null("tid", details.tid);
  json.member("acquirerNetwork", details.network);
  json.member_null("taxRefundAmount");
  json.member_or_null("userInfo", details.user_info);
  json.member_null("paymentMethodTokenPreviouslyRegistered");
  json.member("occurrenceType", occurrence_type(transaction));
  json.member("archivalReferenceId", archival_reference(payment, transaction));
  write_texts(json, request.members(), {"useCase"});
  json.member_null("wallet");
  json.member("_type", "V4/TransactionDetails");
  json.end_object();
}

void write_refusal(JsonWriter& json, const payments::Refused& refused) {
  json.member_or_null("errorCode", refused.code);
  json.member_or_null("errorMessage", refused.code.empty()
                                          ? std::string_view()
                                          : contract::describe(refused.code).message);
  json.member_or_null("detailedErrorCode", refused.detailed_code);
  json.member_or_null("detailedErrorMessage", refused.detailed_message);
}

/// Members that V4/Transaction and V4/PaymentTransaction share, up to `metadata`.
void write_common(JsonWriter& json, const Book& book, const Request& request,
                  const Transaction& transaction) {
  json.member("shopId", book.shop->id);
  json.member("uuid", transaction.uuid);
  json.member("amount", transaction.amount.minor);
  json.member("currency", transaction.amount.currency.code());
  json.member("paymentMethodType", "CARD");
  json.member_null("paymentMethodToken");
  json.member("status", payments::name_of(payments::simplified(transaction.status)));
  json.member("detailedStatus", payments::name_of(transaction.status));
  json.member("operationType", payments::name_of(transaction.operation));
  json.member("effectiveStrongAuthentication", "DISABLED");
  json.member("creationDate", format_date_time(transaction.created_at));
  write_refusal(json, transaction.details.refused);
  // A refund has none of its own (spec/transactions.md 4.1).
  write_stored(json, "metadata", is_credit(transaction) ? nullptr : request.member("metadata"));
}

void write_payment_transaction(JsonWriter& json, const Book& book, const Payment& payment,
                               const Request& request, const Transaction& transaction) {
  json.begin_object();
  write_common(json, book, request, transaction);
  write_transaction_details(json, payment, request, transaction, true);
  json.member("_type", "V4/PaymentTransaction");
  json.end_object();
}

void write_whole_transaction(JsonWriter& json, const Book& book, const Payment& payment,
                             const Transaction& transaction) {
  const Request request(payment);
  json.begin_object();
  write_common(json, book, request, transaction);
  write_customer(json, child(request.members(), "customer"), &transaction.details,
                 book.shop->language);
  write_order_details(json, book, payment, transaction.order_id, request, nullptr);
  write_transaction_details(json, payment, request, transaction, false);
  json.member("paymentId", payment.id);
  json.member("_type", "V4/Transaction");
  json.end_object();
}

}  // namespace

std::string write_payment(const PaymentView& view) {
  const Request request(view.payment);
  JsonWriter json(payment_bytes_expected);
  json.begin_object();
  json.member("shopId", view.book.shop->id);
  json.member("orderCycle", view.state.closed ? "CLOSED" : "OPEN");
  json.member("orderStatus", payments::name_of(view.state.status));
  json.member("serverDate", format_date_time(view.server_date));
  write_order_details(json, view.book, view.payment,
                      view.transaction ? view.transaction->order_id : view.payment.order_id,
                      request, &view.state);
  write_customer(json, child(request.members(), "customer"),
                 view.transaction ? &view.transaction->details : nullptr,
                 view.book.shop->language);
  json.begin_array("transactions");
  if (view.transaction) {
    write_payment_transaction(json, view.book, view.payment, request, *view.transaction);
  }
  for (const auto* other : view.others) {
    write_payment_transaction(json, view.book, view.payment, request, *other);
  }
  json.end_array();
  write_stored(json, "subMerchantDetails", request.member("subMerchantDetails"));
  json.member("_type", "V4/Payment");
  json.end_object();
  return json.take();
}

std::string write_transaction(const Book& book, const Payment& payment,
                              const Transaction& transaction) {
  JsonWriter json(payment_bytes_expected);
  write_whole_transaction(json, book, payment, transaction);
  return json.take();
}

std::string write_order(const Book& book, const std::string& order_id,
                        const std::vector<OrderLine>& lines) {
  JsonWriter json(payment_bytes_expected * lines.size() + 256);
  json.begin_object();
  json.member("orderId", order_id);
  json.member("shopId", book.shop->id);
  json.begin_array("transactions");
  for (const auto& line : lines) {
    write_whole_transaction(json, book, line.payment, line.transaction);
  }
  json.end_array();
  json.member("_type", "V4/OrderTransactions");
  json.end_object();
  return json.take();
}

std::string write_response_code(int code) {
  JsonWriter json(64);
  json.begin_object();
  json.member("responseCode", code);
  json.member("_type", "V4/Common/ResponseCodeAnswer");
  json.end_object();
  return json.take();
}

std::string write_payment_form(const std::string& form_token) {
  JsonWriter json(form_token.size() + 64);
  json.begin_object();
  json.member("formToken", form_token);
  json.member("_type", "V4/Charge/PaymentForm");
  json.end_object();
  return json.take();
}

}  // namespace guichet::answers
