#pragma once

#include <cstdint>
#include <string>

#include "payments/charge.hpp"

namespace guichet::payments {

/// What the first, or only, transaction of a request is about.
struct Terms {
  std::int64_t minor = 0;
  Instant capture_at;
  int delay_days = 0;   // whole days until then, begun ones count
  int instalments = 0;
};

/// `brand`: the one that pays; a meal voucher pays what is eligible at most. Ends the request with
/// PSP_508 when the card expires before the last instalment.
Terms terms_of(const ChargeRequest& request, const std::string& brand, Instant now);

/// What is known of a transaction before anybody is asked.
Details draft_details(const ChargeRequest& request, const Selection& selection,
                      const Terms& terms);

/// What risk controls look at: the card, by its id in the vault, and the buyer's addresses.
risk::Suspect suspect_of(const ChargeRequest& request, std::string card_id);

}  // namespace guichet::payments
