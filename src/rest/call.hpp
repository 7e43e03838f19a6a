#pragma once

#include <functional>
#include <string>

#include "checkout/checkout.hpp"
#include "contract/decode.hpp"
#include "contract/service.hpp"
#include "idempotency/claims.hpp"
#include "merchants/directory.hpp"
#include "payments/charge.hpp"
#include "payments/operations.hpp"
#include "vault/keys.hpp"

namespace guichet::rest {

/// What the web services work with; made once by wiring.
struct Gateway {
  merchants::Directory& directory;
  payments::Charges& charges;
  checkout::Checkout& checkout;
  payments::Operations& operations;
  const acquiring::Acquirers& acquirers;
  sql::Database& db;
  Random& random;
  const Clock& clock;
  vault::Keys& keys;
  std::string public_url;  // scheme and host that buyers reach
};

/// One call of a web service, authenticated and decoded.
struct Call {
  const Gateway& gateway;
  merchants::BookPtr book;
  contract::Document input;
  payments::Buyer caller;   // address and headers of the merchant's server
  Instant now;              // business time of the book
  /// Of an Idempotency-Key. A service hands it to what it makes durable first: see
  /// src/idempotency/claims.hpp. A service that writes nothing leaves it alone.
  std::optional<idempotency::Claim> claim;
  /// The whole body of a success with that answer: what a claim keeps.
  std::function<std::string(const std::string& answer)> write_body;
};

/// A web service's function: the answer object as JSON, or contract::Refusal.
using Function = Task<std::string> (*)(Call& call);

/// A web service as it is served: its declaration and its function.
struct Endpoint {
  const contract::Service& service;
  Function run;
  std::string_view alias = {};  // another address of it, with the version; not in the reference
};

}  // namespace guichet::rest
