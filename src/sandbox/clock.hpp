#pragma once

#include <functional>

#include "http/message.hpp"
#include "jobs/clock_moves.hpp"
#include "merchants/directory.hpp"

namespace guichet::sandbox {

/// What `/sandbox/clock` works with; made once by wiring.
struct ClockPorts {
  jobs::ClockMoves& moves;
  jobs::Agenda& agenda;
  const Clock& clock;
  /// The book whose Basic credentials the request carries, or null.
  std::function<merchants::BookPtr(const http::Request& request)> authenticate;
};

/// `/sandbox/clock` (docs/integrate/clock.md): any shop moves the business clock of its TEST book
/// forward, with its API credentials, demo mode or not.
///
/// `POST {"advance": "P6DT2H"}` or `{"set": "2027-01-31T12:00:00+00:00"}`; every job due in between
/// runs at its own due time before the answer `{"now", "jobsRun", "done"}`. What is not finished
/// after 30 s goes on. `GET` tells the time. Errors: 401 without valid credentials, 403 with those
/// of PRODUCTION, 400 for an order that cannot be followed.
class ClockFace {
 public:
  static constexpr std::string_view path = "/sandbox/clock";
  static constexpr auto answer_time_max = std::chrono::seconds(30);

  explicit ClockFace(ClockPorts ports) : ports_(std::move(ports)) {}

  Task<http::Response> handle(http::Request& request);

 private:
  Task<http::Response> tell(merchants::BookPtr book);
  Task<http::Response> move(merchants::BookPtr book, const http::Request& request);

  ClockPorts ports_;
};

/// The order's target. Throws contract::Refusal INT_902: not one of `advance` and `set`,
/// ill-formed, more than ten years ahead of `wall`, or a `set` before `ahead`, where the clock is
/// going already.
Instant clock_target(const http::Request& request, Instant ahead, Instant wall);

}  // namespace guichet::sandbox
