#pragma once

#include <chrono>

#include "acquiring/acquirer.hpp"
#include "acquiring/sandbox/books.hpp"
#include "acquiring/sandbox/faults.hpp"

namespace guichet::acquiring {

/// Refusals on demand by something else than the card; neutral unless opted in
/// (spec/test-data.md 4, design.md 5).
struct Catalogue {
  /// "DECLINE 51" (any acquirer code), "SLOW", "TIMEOUT", "LOST", "LATE", "DUPLICATE",
  /// "CONTRADICT" as the card holder's name, in any case; all but the first go on to the card.
  bool by_holder_name = false;
  /// The last two digits of the amount in minor units, when they are 01…99, are the code of a
  /// refusal.
  bool by_amount = false;
};

/// What the issuer of a card answers, and how the wire behaves on the way.
struct Decision {
  Verdict verdict;
  Fault fault;
};

/// Decides from the message alone, as an issuer does (spec/test-data.md 2 and 3).
///
/// A payment that needs an authentication it does not carry is a soft decline: "81", or "1A" when
/// the merchant started it (spec/error-codes.md 8.5). A number nobody knows is "14". Any security
/// code and any expiry date will do (spec/test-data.md 1.1). `slow_delay` is how long a slow or
/// silent issuer takes (spec/README.md rule 10).
Decision decide(const Authorise& request, const Catalogue& catalogue,
                std::chrono::milliseconds slow_delay);

}  // namespace guichet::acquiring
