#include "rest/sdk_test_shape.hpp"

namespace guichet::rest {
namespace {

constexpr contract::Field fields[] = {
    {.name = "value", .max = 127, .required = true, .meaning = "Text that the answer repeats"},
};
constexpr std::string_view answers[] = {"V4/Type/String"};

}  // namespace

constinit const contract::Shape sdk_test_shape{"ChargeSdkTest", fields};
constinit const contract::Service sdk_test{
    .path = "Charge/SDKTest",
    .versions = "V4",
    .input = &sdk_test_shape,
    .answers = answers,
    .meaning = "Checks credentials and connection; repeats a text, changes nothing",
    .reads = true};

}  // namespace guichet::rest
