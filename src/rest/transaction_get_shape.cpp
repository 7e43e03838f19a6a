#include "rest/transaction_get_shape.hpp"

namespace guichet::rest {
namespace {

constexpr contract::Field fields[] = {
    {.name = "uuid", .kind = contract::Kind::uuid, .required = true,
     .meaning = "Id of the transaction"},
};
constexpr std::string_view answers[] = {"V4/Transaction"};
constexpr std::string_view errors[] = {"PSP_010", "INT_912"};

}  // namespace

constinit const contract::Shape transaction_get_shape{"TransactionGet", fields};
constinit const contract::Service transaction_get{
    .path = "Transaction/Get",
    .versions = "V4",
    .input = &transaction_get_shape,
    .answers = answers,
    .errors = errors,
    .meaning = "Reads one transaction",
    .reads = true};

}  // namespace guichet::rest
