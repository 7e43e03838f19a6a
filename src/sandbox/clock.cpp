#include "sandbox/clock.hpp"

#include "base/duration.hpp"
#include "base/json_writer.hpp"
#include "contract/failure.hpp"
#include "sandbox/fields.hpp"
#include "sandbox/page.hpp"

namespace guichet::sandbox {

namespace {

using contract::Field;
using contract::Kind;
using contract::Refusal;

constexpr Field clock_fields[] = {
    {.name = "advance", .kind = Kind::ascii, .max = 40,
     .meaning = "ISO 8601 duration, such as P6DT2H", .identifier = true},
    {.name = "set", .kind = Kind::ascii, .max = 40,
     .meaning = "ISO 8601 date and time with an offset", .identifier = true},
};
const contract::Shape clock_order{"SandboxClock", clock_fields};

http::Response refused_credentials(bool known) {
  auto response = json_refusal(known ? Refusal("INT_905", "the clock of PRODUCTION does not move")
                                     : Refusal("INT_905"));
  response.status = known ? 403 : 401;
  if (!known) response.headers.add("WWW-Authenticate", "Basic realm=\"shop\"");
  return response;
}

http::Response clock_answer(Instant now, const jobs::ClockMove& move) {
  JsonWriter out;
  out.begin_object();
  out.member("now", format_date_time(now));
  out.member("jobsRun", move.jobs_run);
  out.member("done", move.done);
  out.end_object();
  return json_answer(out.take());
}

}  // namespace

Instant clock_target(const http::Request& request, Instant ahead, Instant wall) {
  const auto order = read_body(request, clock_order);
  const auto advance = order.text("advance");
  const auto set = order.text("set");
  if (advance.empty() == set.empty()) {
    throw Refusal("INT_902", "give one of advance and set");
  }
  const auto target = set.empty() ? add_duration(ahead, advance) : parse_date_time(set);
  if (!target) {
    throw Refusal("INT_902", set.empty() ? "advance: not an ISO 8601 duration such as P6DT2H"
                                         : "set: not an ISO 8601 date and time with an offset");
  }
  if (*target < ahead) throw Refusal("INT_902", "set: a clock never goes backwards");
  if (*target > wall.plus_days(jobs::ClockMoves::days_ahead_max)) {
    throw Refusal("INT_902", "a clock is at most ten years ahead");
  }
  return *target;
}

Task<http::Response> ClockFace::handle(http::Request& request) {
  const auto book = ports_.authenticate(request);
  if (!book || book->mode != merchants::Mode::test) co_return refused_credentials(book != nullptr);
  std::exception_ptr failure;
  try {
    if (request.method == "GET") co_return co_await tell(book);
    if (request.method == "POST") co_return co_await move(book, request);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) co_return json_refusal(contract::as_refusal(failure));
  auto response = http::text_response(405, "this address takes GET, POST\n");
  response.headers.add("Allow", "GET, POST");
  co_return response;
}

Task<http::Response> ClockFace::tell(merchants::BookPtr book) {
  const auto last = co_await ports_.moves.last(book->id);
  co_return clock_answer(book->business_time(ports_.clock.now()),
                         last.value_or(jobs::ClockMove{.done = true}));
}

Task<http::Response> ClockFace::move(merchants::BookPtr book, const http::Request& request) {
  const Instant wall = ports_.clock.now();
  const auto choose = [&request, wall](Instant ahead) {
    // A `set` to the second that the clock shows is no step back.
    return clock_target(request, Instant{ahead.ms / 1000 * 1000}, wall);
  };
  co_await ports_.moves.order(book->id, choose);
  const auto move = co_await ports_.moves.carry_out(ports_.agenda, book->id, answer_time_max);
  const Instant now = book->business_time(ports_.clock.now());
  // The clock ran on while the last jobs did: the answer tells where it was moved to, by this order
  // and by those that came in meanwhile.
  co_return clock_answer(move.done ? move.target : now, move);
}

}  // namespace guichet::sandbox
