#include "contract/catalogue.hpp"

namespace guichet::contract {
namespace {

/// Acquirer, authentication and mobile SDK (spec/error-codes.md 2, 3, 7).
constexpr ErrorText entries[] = {
    {"ACQ_001", "payment refused",
     "The acquirer or the issuer declined; detailedErrorCode holds its return code."},
    {"ACQ_999", "acquirer technical error",
     "The acquirer gave no usable answer; try again with a new payment."},
    {"AUTH_100", "invalid signature of the ACS message",
     "The signature of the authentication server's message is not valid."},
    {"AUTH_101", "3DS technical error", "Technical failure during 3-D Secure."},
    {"AUTH_102", "wrong 3DS parameter", "A parameter of the 3-D Secure request is wrong."},
    {"AUTH_103", "3DS not active", "3-D Secure is not active for this shop or contract."},
    {"AUTH_149", "authentication timeout", "The authentication was not finished in time."},
    {"AUTH_999", "authentication technical error",
     "Technical failure of the authentication layer."},
    {"MOBP_001", "invalid key format",
     "Mobile SDK: the public key does not look like number:text."},
    {"MOBP_002", "SDK not initialised", "Mobile SDK: initialize must be called first."},
    {"MOBP_012", "invalid server name format", "Mobile SDK: the server name is not valid."},
};

}  // namespace

std::span<const ErrorText> acq_auth_entries() { return entries; }

}  // namespace guichet::contract
