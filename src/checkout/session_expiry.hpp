#pragma once

#include <functional>

#include "checkout/session_store.hpp"
#include "jobs/calendar.hpp"
#include "payments/charge.hpp"

namespace guichet::checkout {

/// The job "session-expiry": what becomes of a session whose 15 minutes are over and that is
/// neither paid nor out of attempts (spec/status-machine.md 8.2). The merchant is told of an
/// abandonment by the rule "cancellation", or at the session's `ipnTargetUrl`.
class SessionExpiry {
 public:
  /// What else ends with a session: parts of a split payment. Called before the session is marked,
  /// and again when the process dies in between. False: not yet, look again later.
  using AtEnd = std::function<Task<bool>(payments::BookPtr book, std::string payment_id)>;

  explicit SessionExpiry(payments::Charges& charges) : charges_(charges) {}

  void set_at_end(AtEnd at_end) { at_end_ = std::move(at_end); }
  void connect(jobs::Calendar& calendar);

 private:
  Task<int> run(std::int64_t book_id, std::vector<jobs::Due> rows);
  /// Ends a session and takes its due row away. False: an attempt is under way, look again later.
  Task<bool> end(payments::BookPtr book, jobs::Due row);

  payments::Charges& charges_;
  AtEnd at_end_;
};

/// True when somebody wants to hear of an abandonment, so that the payment has to be stored when
/// its session opens.
bool abandonment_is_told(const merchants::Book& book, const payments::Payment& payment);

}  // namespace guichet::checkout
