#include "rest/charge_update_payment_amount_shape.hpp"

#include "base/money.hpp"

namespace guichet::rest {
namespace {

using contract::Kind;

constexpr contract::Field fields[] = {
    {.name = "formToken", .kind = Kind::ascii, .min = 1, .max = 65536, .code = "INT_885",
     .required = true, .missing_code = "INT_885",
     .meaning = "The session's current token; it pays nothing any more once the call succeeds",
     .identifier = true},
    {.name = "updatedAmount", .kind = Kind::integer, .max = amount_max, .code = "INT_009",
     .required = true,
     .meaning = "New amount, in the smallest unit of the same currency (0: PSP_1024)"},
    {.name = "cardBin", .kind = Kind::digits, .min = 6, .max = 8, .required = true,
     .meaning = "First digits of the card that motivates the change; kept in the history"},
};
constexpr std::string_view answers[] = {"V4/Charge/PaymentForm"};
constexpr std::string_view errors[] = {"INT_051", "INT_868", "INT_885",  "INT_903", "INT_911",
                                       "PSP_108", "PSP_113", "PSP_1024"};

}  // namespace

constinit const contract::Shape charge_update_payment_amount_shape{"ChargeUpdatePaymentAmount",
                                                                   fields};
constinit const contract::Service charge_update_payment_amount{
    .path = "Charge/UpdatePaymentAmount",
    .versions = "V4",
    .input = &charge_update_payment_amount_shape,
    .answers = answers,
    .errors = errors,
    .meaning = "Changes the amount of an open payment session and gives its new form token"};

}  // namespace guichet::rest
