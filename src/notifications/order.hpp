#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "notifications/outbox_store.hpp"

namespace guichet::notifications {

/// What to do next for a payment, so that its rows are sent in order.
struct Step {
  enum class Kind {
    stop,       // the row asked for needs no call
    send,       // call about `row` now; it may be a predecessor
    supersede,  // put `row` to rest, a newer event of its transaction says the same
    wait        // somebody else is at this payment
  };
  Kind kind = Kind::stop;
  std::size_t row = 0;  // index, for send and supersede
};

/// The rules of design.md 3 (Outbox), as a pure function.
///
/// `rows` are the pending rows of one payment, oldest first, and the row `event_id` that is to be
/// sent. `ours` tells which rows this process is about to send itself: their leases do not stop
/// it. One call in flight per payment; an unsent row of a transaction that a newer row to the
/// same address speaks of is superseded; a row waits for the first call of every older one, and
/// for nothing more.
Step next_step(const std::vector<OutboxRow>& rows, std::string_view event_id, Instant now,
               const std::function<bool(const OutboxRow&)>& ours);

}  // namespace guichet::notifications
