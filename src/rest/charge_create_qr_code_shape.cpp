#include "rest/charge_create_qr_code_shape.hpp"

#include "base/money.hpp"
#include "rest/customer_shape.hpp"
#include "rest/operation_fields.hpp"
#include "rest/options_shape.hpp"

namespace guichet::rest {
namespace {

using contract::Field;
using contract::Kind;
using contract::Shape;

constexpr std::string_view methods[] = {"CARD", "PAYCONIQ", "UPI", "ALMA_3X", "ALMA_4X"};
constexpr std::string_view sizes[] = {"S", "M", "L"};
constexpr std::string_view sources[] = {"EC", "INSTORE", "APP"};

constexpr Field method_options[] = {
    {.name = "captureDelay", .kind = Kind::integer, .max = 365, .code = "INT_006",
     .meaning = "Days between payment and capture; the shop's setting by default"},
    {.name = "manualValidation", .kind = Kind::choice, .code = "INT_005", .literals = yes_or_no,
     .meaning = "YES: the merchant validates before capture; the shop's setting by default"},
    {.name = "paymentSource", .kind = Kind::choice, .code = "INT_060", .literals = sources,
     .meaning = "Where the code is shown: e-commerce (EC, the default), in a shop, in an app"},
    {.name = "deviceSerialNumber", .max = 64, .code = "INT_001",
     .meaning = "The device that shows it; required with INSTORE (PSP_1095)", .identifier = true},
    {.name = "mid", .max = 128, .code = "INT_062",
     .meaning = "Merchant id of the acquirer contract to use (unknown: PSP_025)",
     .identifier = true},
};
constexpr Shape method_options_shape{"QrMethodOptions", method_options};
constexpr Field options[] = {
    {.name = "cardOptions", .kind = Kind::object, .code = "INT_001",
     .shape = &method_options_shape, .alias = "paymentMethodOptions",
     .meaning = "Options of the transaction"},
};
constexpr Shape options_shape{"QrTransactionOptions", options};

constexpr Field fields[] = {
    {.name = "amount", .kind = Kind::integer, .min = 1, .max = amount_max, .code = "INT_009",
     .required = true, .meaning = "Amount to pay, in the smallest unit of the currency"},
    {.name = "currency", .kind = Kind::currency, .code = "INT_010", .required = true,
     .meaning = "Currency, ISO 4217 alpha-3 (no contract: PSP_610)"},
    {.name = "paymentMethodType", .kind = Kind::choice, .code = "INT_892", .required = true,
     .literals = methods,
     .meaning = "Method to pay with; CARD leads to this gateway's page, the others need a contract "
                "(PSP_610)"},
    {.name = "customer", .kind = Kind::object, .code = "INT_001", .required = true,
     .shape = &customer_shape, .meaning = "The buyer; customer.email is required"},
    {.name = "orderId", .kind = Kind::ascii, .max = 64, .code = "INT_013",
     .meaning = "The merchant's order reference, need not be unique"},
    {.name = "description", .max = 255, .code = "INT_883", .meaning = "What the buyer pays for"},
    {.name = "validityPeriod", .kind = Kind::integer, .min = 60, .max = 86400,
     .code = "INT_001", .meaning = "Life of the code in seconds; 900 by default"},
    {.name = "size", .kind = Kind::choice, .code = "INT_001", .literals = sizes,
     .meaning = "Answers a picture of this size, as a PNG in base64, in place of the link"},
    {.name = "transactionOptions", .kind = Kind::object, .code = "INT_001",
     .shape = &options_shape, .meaning = "Options of the payment"},
    {.name = "metadata", .kind = Kind::map, .max = 32, .code = "INT_091",
     .meaning = "Free values, returned as text with the transaction"},
    {.name = "ipnTargetUrl", .kind = Kind::url, .max = 255, .code = "INT_926",
     .meaning = "Address of the end-of-payment notification, for this payment"},
    {.name = "contrib", .max = 255, .code = "INT_031",
     .meaning = "Name and version of the e-commerce module"},
    {.name = "merchantComment", .max = 255, .code = "INT_898",
     .meaning = "Comment for back-office users"},
    {.name = "subMerchantDetails", .kind = Kind::object, .code = "INT_001",
     .shape = &sub_merchant_shape, .meaning = "Final seller, when a facilitator collects"},
};
constexpr std::string_view answers[] = {"V4/Charge/CreateQRCodeResponse"};
constexpr std::string_view errors[] = {"PSP_025", "PSP_610", "PSP_1094", "PSP_1095"};

}  // namespace

constinit const Shape charge_create_qr_code_shape{"ChargeCreateQRCode", fields};
constinit const contract::Service charge_create_qr_code{
    .path = "Charge/CreateQRCode",
    .versions = "V4",
    .input = &charge_create_qr_code_shape,
    .answers = answers,
    .errors = errors,
    .meaning = "Makes a QR code that leads to a page on which it is paid"};

}  // namespace guichet::rest
