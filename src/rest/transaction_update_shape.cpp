#include "rest/transaction_update_shape.hpp"

#include "base/money.hpp"
#include "rest/operation_fields.hpp"

namespace guichet::rest {
namespace {

using contract::Field;
using contract::Kind;
using contract::Shape;

constexpr Field card_update[] = {
    {.name = "amount", .kind = Kind::integer, .min = 1, .max = amount_max, .code = "INT_009",
     .required = true, .meaning = "New amount, at most the present one (above: PSP_546)"},
    {.name = "currency", .kind = Kind::currency, .code = "INT_010", .required = true,
     .meaning = "That of the transaction (another one: PSP_545)"},
    {.name = "expectedCaptureDate", .kind = Kind::date_time, .code = "PSP_619",
     .meaning = "New capture date, within the validity of the authorisation (else PSP_547)"},
    {.name = "manualValidation", .kind = Kind::choice, .code = "INT_005", .literals = yes_or_no,
     .meaning = "NO validates the transaction (YES where it was NO: PSP_548)"},
};
constexpr Shape card_update_shape{"CardUpdate", card_update};

constexpr Field update_fields[] = {
    uuid_field,
    comment_field,
    {.name = "orderId", .kind = Kind::ascii, .max = 64, .code = "INT_013",
     .meaning = "New order reference"},
    {.name = "cardUpdate", .kind = Kind::object, .code = "INT_001", .shape = &card_update_shape,
     .meaning = "What changes of a card payment"},
};
constexpr Field validate_fields[] = {uuid_field, comment_field};

constexpr std::string_view answers[] = {"V4/Transaction"};
constexpr std::string_view update_errors[] = {
    "PSP_010", "INT_912", "PSP_014", "PSP_503", "PSP_545", "PSP_546",
    "PSP_547", "PSP_548", "PSP_597", "PSP_619", "PSP_626"};
constexpr std::string_view validate_errors[] = {"PSP_010", "INT_912", "PSP_503", "PSP_626"};

}  // namespace

constinit const Shape transaction_update_shape{"TransactionUpdate", update_fields};
constinit const Shape transaction_validate_shape{"TransactionValidate", validate_fields};
constinit const contract::Service transaction_update{
    .path = "Transaction/Update",
    .versions = "V4",
    .input = &transaction_update_shape,
    .answers = answers,
    .errors = update_errors,
    .meaning = "Lowers the amount, moves the capture date or validates, before the capture"};
constinit const contract::Service transaction_validate{
    .path = "Transaction/Validate",
    .versions = "V4",
    .input = &transaction_validate_shape,
    .answers = answers,
    .errors = validate_errors,
    .meaning = "Validates a transaction that waits for it"};

}  // namespace guichet::rest
