#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "merchants/shop.hpp"
#include "payments/payment.hpp"

namespace guichet::checkout {

/// What a form token seals: the whole payment session, so that nothing is written until a browser
/// opens it (design.md 3).
struct SessionContext {
  payments::Payment payment;    // document included; created_at is the token's birth
  std::int64_t generation = 0;  // raised by each change of the amount
  // Of a link:
  std::string awaiting;                // uuid of the transaction that waits for this payment
  std::optional<Instant> expires_at;   // business time; empty: 15 minutes
};

std::string write_context(const SessionContext& context);
SessionContext read_context(std::string_view text, std::int64_t book_id);

/// What the client may show before any call: no secret, no personal data.
std::string write_display(const merchants::Book& book, const payments::Payment& payment);

/// The text sealed in place of a context over 6 KB, which is stored apart under an id.
std::string write_reference(std::string_view context_id);
/// The id in such a text, or empty when it is a context itself.
std::string read_reference(std::string_view text);

}  // namespace guichet::checkout
