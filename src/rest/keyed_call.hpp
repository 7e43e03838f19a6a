#pragma once

#include <optional>
#include <string>

#include "http/message.hpp"
#include "rest/call.hpp"

namespace guichet::rest {

/// The claim of a call's `Idempotency-Key`, or nothing without that header. 1 to 255 printable
/// ASCII characters, and one key a call; otherwise INT_902 with the detailed code
/// IDEMPOTENCY_KEY_INVALID.
/// `address` is the versioned service, "V4/Charge/CreatePayment": with the body it makes the
/// fingerprint, so that a key means one thing only.
std::optional<idempotency::Claim> claim_of(const Gateway& gateway, const http::Request& request,
                                           const merchants::Book& book, std::string_view address,
                                           const std::string& service, const std::string& ticket);

/// One call with an Idempotency-Key. The original platform has no such header: this is ours.
class KeyedCall {
 public:
  KeyedCall(const Gateway& gateway, idempotency::Claim claim)
      : gateway_(gateway), claim_(std::move(claim)) {}

  const idempotency::Claim& claim() const { return claim_; }

  /// The answer that another call with this key got, or gets: waits for it while that call runs,
  /// here or in another process, alive or being recovered. Nothing when no other call has the key.
  /// Refusal: INT_902 IDEMPOTENCY_KEY_REUSED when that call asked for something else, PSP_679
  /// IDEMPOTENCY_KEY_IN_USE when it is not over after `limits::idempotency_wait_max`.
  Task<std::optional<std::string>> answer_of_other();

  /// What to answer after the service has run and made `body`: the answer its last commit kept,
  /// or else `body`, kept now. If another call was faster, its answer.
  Task<std::string> keep(std::string body);

 private:
  const Gateway& gateway_;
  idempotency::Claim claim_;
};

}  // namespace guichet::rest
