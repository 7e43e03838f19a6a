#include "rest/transaction_duplicate_shape.hpp"

#include "base/money.hpp"
#include "rest/operation_fields.hpp"

namespace guichet::rest {
namespace {

using contract::Field;
using contract::Kind;
using contract::Shape;

constexpr Field card_duplicate[] = {
    {.name = "manualValidation", .kind = Kind::choice, .code = "INT_005", .literals = yes_or_no,
     .meaning = "YES: the merchant validates before capture; the shop's setting by default"},
    {.name = "captureDelay", .kind = Kind::integer, .max = 365, .code = "INT_006",
     .meaning = "Days between creation and capture; the shop's setting by default"},
};
constexpr Shape card_duplicate_shape{"CardDuplicate", card_duplicate};

constexpr Field fields[] = {
    uuid_field,
    {.name = "amount", .kind = Kind::integer, .min = 1, .max = amount_max, .code = "INT_009",
     .required = true, .meaning = "Amount of the new payment, in the smallest unit"},
    {.name = "currency", .kind = Kind::currency, .code = "INT_010", .required = true,
     .meaning = "Its currency"},
    {.name = "orderId", .kind = Kind::ascii, .max = 64, .code = "INT_013",
     .meaning = "Its order reference; the source's by default"},
    comment_field,
    {.name = "metadata", .kind = Kind::map, .max = 32, .code = "INT_091",
     .meaning = "Its own values, kept as text; not inherited"},
    {.name = "cardDuplicate", .kind = Kind::object, .code = "INT_001",
     .shape = &card_duplicate_shape, .meaning = "Its options"},
    {.name = "acquirerTransientData", .kind = Kind::any_json, .max = 4096, .code = "INT_130",
     .meaning = "Data for the acquirer (stored)"},
};
constexpr std::string_view answers[] = {"V4/Transaction"};
constexpr std::string_view errors[] = {"PSP_010", "INT_912", "PSP_016", "PSP_056", "PSP_113",
                                       "PSP_210", "PSP_503", "PSP_508", "PSP_512", "PSP_610",
                                       "PSP_613", "PSP_626"};

}  // namespace

constinit const Shape transaction_duplicate_shape{"TransactionDuplicate", fields};
constinit const contract::Service transaction_duplicate{
    .path = "Transaction/Duplicate",
    .versions = "V4",
    .input = &transaction_duplicate_shape,
    .answers = answers,
    .errors = errors,
    .meaning = "Pays again with the card of another transaction, without its holder"};

}  // namespace guichet::rest
