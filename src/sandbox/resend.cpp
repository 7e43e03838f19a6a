#include "sandbox/resend.hpp"

namespace guichet::sandbox {

namespace {

using contract::Field;
using contract::Kind;
using notifications::Outbox;

constexpr auto wait_max = std::chrono::seconds(10);

constexpr std::string_view ways[] = {"again", "late", "twice", "broken"};

constexpr Field resend_fields[] = {
    {.name = "id", .kind = Kind::ascii, .min = 1, .max = 127, .required = true,
     .meaning = "outboxId of a notification in /sandbox/ipn", .identifier = true},
    {.name = "how", .kind = Kind::choice, .literals = ways,
     .meaning = "again when left out; late: in 5 s; broken: with a wrong signature"},
    {.name = "shop", .kind = Kind::ascii, .max = 8,
     .meaning = "whose TEST notification it is; the demo shop when left out", .identifier = true},
};

/// What the sender and the request that asked for it share: either may end first.
struct Sending {
  Event done;
  bool delivered = false;
};

Task<> send(Outbox& outbox, merchants::BookPtr book, std::string outbox_id, std::string how,
            std::shared_ptr<Sending> sending) {
  Outbox::Resend call;
  call.broken = how == "broken";
  if (how == "late") call.delay = late_delay;
  bool delivered = co_await outbox.resend(book, outbox_id, call);
  if (how == "twice") {
    const bool second = co_await outbox.resend(book, outbox_id, call);
    delivered = delivered && second;
  }
  sending->delivered = delivered;
  sending->done.set();
}

}  // namespace

const contract::Shape resend_order{"SandboxResend", resend_fields};

Task<std::string> resend(Outbox& outbox, merchants::BookPtr book, std::string outbox_id,
                         std::string how) {
  const bool late = how == "late";
  const auto sending = std::make_shared<Sending>();
  spawn(Scheduler::current(), "resend", send(outbox, book, outbox_id, how, sending));
  if (late) co_return "SCHEDULED";
  const bool ended = co_await sending->done.wait_for(wait_max);
  if (!ended) co_return "UNDER_WAY";
  co_return sending->delivered ? "DELIVERED" : "REFUSED";
}

}  // namespace guichet::sandbox
