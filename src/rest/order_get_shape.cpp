#include "rest/order_get_shape.hpp"

namespace guichet::rest {
namespace {

using contract::Kind;

constexpr std::string_view operation_types[] = {"DEBIT", "CREDIT", "VERIFICATION"};

constexpr contract::Field fields[] = {
    {.name = "orderId", .kind = Kind::ascii, .max = 64, .code = "INT_013", .required = true,
     .meaning = "The merchant's order reference"},
    {.name = "operationType", .kind = Kind::choice, .literals = operation_types,
     .meaning = "Only transactions of this kind; all by default"},
};
constexpr std::string_view answers[] = {"V4/OrderTransactions"};
constexpr std::string_view errors[] = {"PSP_010", "PSP_015"};

}  // namespace

constinit const contract::Shape order_get_shape{"OrderGet", fields};
constinit const contract::Service order_get{
    .path = "Order/Get",
    .versions = "V4",
    .input = &order_get_shape,
    .answers = answers,
    .errors = errors,
    .meaning = "Lists the transactions of an order, at most 30, oldest first",
    .reads = true};

}  // namespace guichet::rest
