#include "rest/transaction_refund_shape.hpp"

#include "base/money.hpp"
#include "rest/fields.hpp"
#include "rest/operation_fields.hpp"

namespace guichet::rest {
namespace {

using contract::Field;
using contract::Kind;
using contract::Shape;

constexpr std::string_view resolutions[] = {"AUTO", "CANCELLATION_ONLY", "REFUND_ONLY"};

constexpr Field card_options[] = {
    {.name = "captureDelay", .kind = Kind::integer, .max = 365, .code = "INT_006",
     .meaning = "Days before the refund is remitted; 0 by default"},
    {.name = "manualValidation", .kind = Kind::choice, .code = "INT_005", .literals = yes_or_no,
     .meaning = "YES: the refund waits for its validation; NO by default"},
    {.name = "mid", .max = 128, .code = "INT_062",
     .meaning = "Merchant id of the refund's contract (unknown: PSP_025)", .identifier = true},
};
constexpr Shape card_options_shape{"RefundCardOptions", card_options};
constexpr Field transaction_options[] = {
    {.name = "cardOptions", .kind = Kind::object, .code = "INT_001", .shape = &card_options_shape,
     .alias = "paymentMethodOptions", .meaning = "Options of the refund"},
};
constexpr Shape transaction_options_shape{"RefundTransactionOptions", transaction_options};

constexpr Fields<1> head = {{uuid_field}};
constexpr Fields<2> amounts = {{
    {.name = "amount", .kind = Kind::integer, .min = 1, .max = amount_max, .code = "INT_009",
     .meaning = "What to refund, in the smallest unit; all that is left by default"},
    {.name = "currency", .kind = Kind::currency, .code = "INT_010",
     .meaning = "That of the transaction (another one: PSP_545)"},
}};
constexpr Fields<1> resolution = {{
    {.name = "resolutionMode", .kind = Kind::choice, .literals = resolutions,
     .meaning = "AUTO (default): cancels what is not captured, refunds what is"},
}};
constexpr Fields<2> tail = {{
    comment_field,
    {.name = "transactionOptions", .kind = Kind::object, .code = "INT_001",
     .shape = &transaction_options_shape, .meaning = "Options of the refund"},
}};
constexpr Fields<1> comment = {{comment_field}};

constexpr auto either_fields = join(head, amounts, resolution, tail);
constexpr auto refund_fields = join(head, amounts, tail);
constexpr auto cancel_fields = join(head, comment);

constexpr std::string_view answers[] = {"V4/Transaction"};
constexpr std::string_view either_errors[] = {
    "PSP_010", "INT_912", "PSP_025", "PSP_043", "PSP_075", "PSP_076", "PSP_083",
    "PSP_089", "PSP_103", "PSP_104", "PSP_105", "PSP_112", "PSP_503", "PSP_510",
    "PSP_511", "PSP_512", "PSP_545", "PSP_610", "PSP_638"};
constexpr std::string_view refund_errors[] = {
    "PSP_010", "INT_912", "PSP_025", "PSP_043", "PSP_076", "PSP_083", "PSP_089", "PSP_104",
    "PSP_112", "PSP_503", "PSP_510", "PSP_511", "PSP_512", "PSP_545", "PSP_610", "PSP_638"};
constexpr std::string_view cancel_errors[] = {"PSP_010", "INT_912", "PSP_075",
                                              "PSP_089", "PSP_105", "PSP_503"};

}  // namespace

constinit const Shape transaction_cancel_or_refund_shape{"TransactionCancelOrRefund",
                                                         either_fields};
constinit const Shape transaction_cancel_shape{"TransactionCancel", cancel_fields};
constinit const Shape transaction_refund_shape{"TransactionRefund", refund_fields};
constinit const contract::Service transaction_cancel_or_refund{
    .path = "Transaction/CancelOrRefund",
    .versions = "V4",
    .input = &transaction_cancel_or_refund_shape,
    .answers = answers,
    .errors = either_errors,
    .meaning = "Cancels a transaction that is not captured yet, refunds one that is"};
constinit const contract::Service transaction_cancel{
    .path = "Transaction/Cancel",
    .versions = "V4",
    .input = &transaction_cancel_shape,
    .answers = answers,
    .errors = cancel_errors,
    .meaning = "Cancels a transaction that is not captured yet"};
constinit const contract::Service transaction_refund{
    .path = "Transaction/Refund",
    .versions = "V4",
    .input = &transaction_refund_shape,
    .answers = answers,
    .errors = refund_errors,
    .meaning = "Refunds a captured transaction, in whole or in part"};

}  // namespace guichet::rest
