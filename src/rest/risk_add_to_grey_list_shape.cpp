#include "rest/risk_add_to_grey_list_shape.hpp"

namespace guichet::rest {
namespace {

using contract::Kind;

constexpr std::string_view list_types[] = {"PAYMENT_METHOD", "BIN", "IP_ADDRESS"};

constexpr contract::Field fields[] = {
    {.name = "greyListType", .kind = Kind::choice, .code = "INT_204", .required = true,
     .missing_code = "INT_204", .literals = list_types, .meaning = "What is listed"},
    {.name = "uuid", .kind = Kind::uuid,
     .meaning = "Transaction whose card or BIN is listed; not for an address"},
    {.name = "paymentMethodToken", .max = 64, .code = "INT_030",
     .meaning = "Stored card that is listed (PSP_030 when it does not exist)",
     .identifier = true},
    {.name = "value", .max = 45,
     .meaning = "A BIN of 6 to 8 digits, or an IP address; not for a card (ill-formed: PSP_203)"},
    {.name = "reason", .meaning = "Why"},
};
constexpr std::string_view answers[] = {"V4/GreyList"};
constexpr std::string_view errors[] = {"INT_205", "INT_912", "PSP_010", "PSP_030", "PSP_203",
                                       "PSP_205"};

}  // namespace

constinit const contract::Shape risk_add_to_grey_list_shape{"RiskAddToGreyList", fields};
constinit const contract::Service risk_add_to_grey_list{
    .path = "Risk/AddToGreyList",
    .versions = "V4",
    .input = &risk_add_to_grey_list_shape,
    .answers = answers,
    .errors = errors,
    .meaning = "Lists a card, a BIN or an address, so that later payments with it are refused or "
               "marked"};

}  // namespace guichet::rest
