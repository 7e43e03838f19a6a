#pragma once

#include <string>

#include "contract/decode.hpp"
#include "merchants/directory.hpp"
#include "notifications/outbox.hpp"

namespace guichet::sandbox {

/// POST /sandbox/ipn/resend
extern const contract::Shape resend_order;

inline constexpr std::chrono::seconds late_delay{5};

/// Sends a notification again as `order` asks: again, late (5 s from now), twice, broken (with a
/// wrong signature). Gives what is known after at most 10 s: "DELIVERED", "REFUSED" (some answer
/// was no success, or there was none), "UNDER_WAY", or "SCHEDULED" for a late one.
Task<std::string> resend(notifications::Outbox& outbox, merchants::BookPtr book,
                         std::string outbox_id, std::string how);

}  // namespace guichet::sandbox
