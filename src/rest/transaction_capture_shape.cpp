#include "rest/transaction_capture_shape.hpp"

namespace guichet::rest {
namespace {

using contract::Kind;

constexpr std::int64_t uuids_max = 500;

constexpr contract::Field fields[] = {
    {.name = "uuids", .kind = Kind::list, .min = 1, .max = uuids_max, .required = true,
     .element = Kind::uuid, .meaning = "Ids of the transactions, all of them or none"},
    {.name = "commission", .kind = Kind::integer, .max = 99, .code = "INT_878",
     .meaning = "Kept in the transactions' history"},
    {.name = "expectedCaptureDate", .kind = Kind::date_time, .code = "PSP_619",
     .meaning = "Capture date; the next batch by default"},
};
constexpr std::string_view answers[] = {"V4/Common/ResponseCodeAnswer"};
constexpr std::string_view errors[] = {"PSP_010", "INT_912", "PSP_081", "PSP_503",
                                       "PSP_547", "PSP_597", "PSP_619", "PSP_626"};

}  // namespace

constinit const contract::Shape transaction_capture_shape{"TransactionCapture", fields};
constinit const contract::Service transaction_capture{
    .path = "Transaction/Capture",
    .versions = "V4",
    .input = &transaction_capture_shape,
    .answers = answers,
    .errors = errors,
    .meaning = "Brings the capture of authorised transactions forward to the next batch"};

}  // namespace guichet::rest
