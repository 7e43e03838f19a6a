#include "rest/keyed_call.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/limits.hpp"
#include "http/text.hpp"
#include "sql/unit.hpp"

namespace guichet::rest {

namespace {

using contract::Refusal;

constexpr std::string_view header_name = "Idempotency-Key";
constexpr auto look_interval = std::chrono::milliseconds(25);
constexpr auto look_interval_max = std::chrono::milliseconds(400);

bool well_formed(std::string_view key) {
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  return !key.empty() && key.size() <= limits::idempotency_key_bytes_max &&
         std::all_of(key.begin(), key.end(), printable);
}

/// False when the header came more than once with different values: nobody knows which was meant.
bool has_one_value(const http::Request& request, std::string_view key) {
  const auto& all = request.headers.all();
  return std::all_of(all.begin(), all.end(), [key](const auto& field) {
    return !http::equal_ignoring_case(field.first, header_name) || field.second == key;
  });
}

}  // namespace

std::optional<idempotency::Claim> claim_of(const Gateway& gateway, const http::Request& request,
                                           const merchants::Book& book, std::string_view address,
                                           const std::string& service, const std::string& ticket) {
  if (!request.headers.has(header_name)) return std::nullopt;
  const auto key = request.headers.get(header_name);
  if (!well_formed(key) || !has_one_value(request, key)) {
    throw Refusal("INT_902", "Idempotency-Key: one, of 1 to 255 printable ASCII characters",
                  "IDEMPOTENCY_KEY_INVALID");
  }
  const auto hash = [&](std::string text) {
    return to_hex(gateway.keys.mac(vault::Purpose::fingerprint, book.mode, text));
  };
  // The body is hashed where it lies: it may hold a card number, and a copy would have to be wiped.
  const auto body = to_hex(gateway.keys.mac(vault::Purpose::fingerprint, book.mode, request.body));
  return idempotency::Claim{.book_id = book.id,
                            .key = hash("key\n" + std::string(key)),
                            .fingerprint = hash("call\n" + std::string(address) + "\n" + body),
                            .service = service,
                            .ticket = ticket,
                            .at = gateway.clock.now()};
}

Task<std::optional<std::string>> KeyedCall::answer_of_other() {
  const Instant until =
      gateway_.clock.now().plus_ms(std::chrono::milliseconds(limits::idempotency_wait_max).count());
  for (auto pause = look_interval;; pause = std::min(2 * pause, look_interval_max)) {
    auto record = co_await idempotency::find(gateway_.db, claim_.book_id, claim_.key);
    if (!record || record->claim.ticket == claim_.ticket) co_return std::nullopt;
    if (idempotency::expired(record->claim.at, claim_.at)) {
      claim_.over_expired = true;
      co_return std::nullopt;
    }
    if (record->claim.fingerprint != claim_.fingerprint) {
      throw Refusal("INT_902", "Idempotency-Key was used for another request",
                    "IDEMPOTENCY_KEY_REUSED");
    }
    if (record->answer) co_return std::move(record->answer);
    if (gateway_.clock.now() >= until) {
      throw Refusal("PSP_679", "the first call with this Idempotency-Key is not over yet",
                    "IDEMPOTENCY_KEY_IN_USE", "still open: ticket " + record->claim.ticket);
    }
    co_await sleep_for(pause);
  }
}

Task<std::string> KeyedCall::keep(std::string body) {
  auto record = co_await idempotency::find(gateway_.db, claim_.book_id, claim_.key);
  if (record && record->claim.ticket == claim_.ticket && record->answer) {
    co_return std::move(*record->answer);
  }
  sql::Batch batch;
  if (record && record->claim.ticket == claim_.ticket) {
    idempotency::add_answer(batch, claim_.book_id, claim_.key, body);
  } else {
    idempotency::add_answered_claim(batch, claim_, body);
  }
  const sql::Commit outcome = co_await gateway_.db.commit(std::move(batch));
  if (outcome == sql::Commit::unavailable) throw sql::UnitFailed(outcome, "keep answer");
  if (outcome == sql::Commit::done) co_return body;
  auto other = co_await answer_of_other();
  if (!other) throw sql::UnitFailed(outcome, "keep answer");
  co_return std::move(*other);
}

}  // namespace guichet::rest
