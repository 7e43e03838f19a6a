#include "answers/card_details.hpp"

namespace guichet::answers {

namespace {

using payments::Authorisation;
using payments::Details;
using payments::Payment;
using payments::Transaction;

void write_authorisation_members(JsonWriter& json, const Authorisation& asked,
                                 std::string_view currency) {
  if (asked.asked) {
    json.member("amount", asked.amount);
    json.member("currency", currency);
    json.member("authorizationDate", format_date_time(asked.at));
  } else {
    json.member_null("amount");
    json.member_null("currency");
    json.member_null("authorizationDate");
  }
  json.member_or_null("authorizationNumber", asked.number);
  json.member_or_null("authorizationResult", asked.result);
}

void write_authorisation(JsonWriter& json, const Transaction& transaction) {
  const auto& details = transaction.details;
  json.begin_object("authorizationResponse");
  write_authorisation_members(json, details.full, transaction.amount.currency.code());
  json.member("authorizationMode", details.full_authorisation ? "FULL" : "MARK");
  json.member("_type", "V4/PaymentMethod/Details/Cards/CardAuthorizationResponse");
  json.end_object();
}

void write_refunded(JsonWriter& json, const Transaction& transaction, std::string_view amount,
                    std::string_view currency) {
  if (transaction.details.refunded_minor == 0) {
    json.member_null(amount);
    json.member_null(currency);
  } else {
    json.member(amount, transaction.details.refunded_minor);
    json.member(currency, transaction.amount.currency.code());
  }
}

void write_capture(JsonWriter& json, const Transaction& transaction) {
  const auto& details = transaction.details;
  json.begin_object("captureResponse");
  write_refunded(json, transaction, "refundAmount", "refundCurrency");
  json.member_or_null("captureDate", details.captured_at ? format_date_time(*details.captured_at)
                                                         : std::string());
  json.member_or_null("captureFileNumber", details.capture_file);
  write_refunded(json, transaction, "effectiveRefundAmount", "effectiveRefundCurrency");
  json.member("_type", "V4/PaymentMethod/Details/Cards/CardCaptureResponse");
  json.end_object();
}

void write_three_ds(JsonWriter& json) {
  json.begin_object("threeDSResponse");
  json.begin_object("authenticationResultData");
  for (const auto* name : {"transactionCondition", "enrolled", "status", "eci", "xid",
                           "cavvAlgorithm", "cavv", "signValid", "brand"}) {
    json.member_null(name);
  }
  json.member("_type", "V4/PaymentMethod/Details/Cards/CardAuthenticationResponse");
  json.end_object();
  json.member("_type", "V4/PaymentMethod/Details/Cards/ThreeDSResponse");
  json.end_object();
}

void write_mark(JsonWriter& json, const Transaction& transaction) {
  json.begin_object("markAuthorizationResponse");
  write_authorisation_members(json, transaction.details.mark, transaction.amount.currency.code());
  json.member("_type", "V4/PaymentMethod/Details/Cards/MarkAuthorizationResponse");
  json.end_object();
}

void write_handling(JsonWriter& json, const Transaction& transaction) {
  const auto& details = transaction.details;
  json.member("paymentSource", details.payment_source);
  json.member("manualValidation", details.manual_validation ? "YES" : "NO");
  const auto capture_at = transaction.expected_capture_at;
  json.member_or_null("expectedCaptureDate",
                      capture_at ? format_date_time(*capture_at) : std::string());
  json.member_or_null("effectiveBrand", details.brand);
}

void write_expiry(JsonWriter& json, const Details& details, std::string_view month,
                  std::string_view year) {
  if (details.expiry.month == 0) {
    json.member_null(month);
    json.member_null(year);
  } else {
    json.member(month, details.expiry.month);
    json.member(year, details.expiry.year);
  }
}

/// Bank codes are numbers in the published answers (spec/test-data.md 7); others stay text.
void write_issuer_code(JsonWriter& json, const std::string& code) {
  const bool digits = !code.empty() && code.size() <= 15 &&
                      code.find_first_not_of("0123456789") == std::string::npos;
  if (digits && code.front() != '0') {
    json.member("issuerCode", static_cast<std::int64_t>(std::stoll(code)));
  } else {
    json.member_or_null("issuerCode", code);
  }
}

void write_issuer(JsonWriter& json, const Payment& payment, const Details& details) {
  json.member_or_null("country", details.country);
  write_issuer_code(json, details.issuer_code);
  json.member_or_null("issuerName", details.issuer_name);
  json.member_or_null("effectiveProductCode", details.product_code);
  json.member("legacyTransId", payment.legacy_trans_id);
  json.member("legacyTransDate", format_date_time(payment.created_at));
  json.member("paymentMethodSource", "NEW");
}

void write_tail(JsonWriter& json, const Transaction& transaction) {
  const auto& details = transaction.details;
  json.member_null("authenticationResponse");
  if (details.installment_number != 0) {
    json.member("installmentNumber", details.installment_number);
  } else {
    json.member_null("installmentNumber");
  }
  json.member_null("installmentCode");
  write_mark(json, transaction);
  json.member_or_null("cardHolderName", details.holder_name);
  json.member_or_null("cardHolderPan", details.masked_pan);
  write_expiry(json, details, "cardHolderExpiryMonth", "cardHolderExpiryYear");
  json.member_or_null("identityDocumentNumber", details.document_number);
  json.member_or_null("identityDocumentType", details.document_type);
  json.member_or_null("initialIssuerTransactionIdentifier", details.issuer_transaction_identifier);
}

std::string_view sequence_type(const Details& details) {
  if (details.split) return "MULTI_PAYMENT_MEAN";
  return details.instalments != 0 ? "INSTALLMENTS" : "NONE";
}

}  // namespace

void write_card_details(JsonWriter& json, const Payment& payment, const Transaction& transaction) {
  const auto& details = transaction.details;
  json.begin_object("cardDetails");
  write_handling(json, transaction);
  json.member_or_null("pan", details.masked_pan);
  write_expiry(json, details, "expiryMonth", "expiryYear");
  write_issuer(json, payment, details);
  write_authorisation(json, transaction);
  write_capture(json, transaction);
  write_three_ds(json);
  write_tail(json, transaction);
  json.member_or_null("productCategory", details.product_category);
  json.member_or_null("nature", details.nature);
  json.member("sequenceType", sequence_type(details));
  json.member("_type", "V4/PaymentMethod/Details/CardDetails");
  json.end_object();
}

void write_payment_method_details(JsonWriter& json, const Payment& payment,
                                  const Transaction& transaction) {
  const auto& details = transaction.details;
  json.begin_object("paymentMethodDetails");
  json.member_or_null("id", details.masked_pan);
  write_handling(json, transaction);
  write_expiry(json, details, "expiryMonth", "expiryYear");
  write_issuer(json, payment, details);
  write_authorisation(json, transaction);
  write_capture(json, transaction);
  write_tail(json, transaction);
  json.member("_type", "V4/PaymentMethod/Details/PaymentMethodDetails");
  json.end_object();
}

}  // namespace guichet::answers
