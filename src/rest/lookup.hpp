#pragma once

#include "rest/call.hpp"

namespace guichet::rest {

/// The transaction of the caller's book, or contract::Refusal: INT_912 when it belongs to the
/// other mode of the same shop, PSP_010 otherwise (spec/transactions.md 4).
Task<payments::Transaction> find_transaction(Call& call, std::string uuid);

/// What a call of an operation wishes for a transaction. With an Idempotency-Key the answer rides
/// in the batch of the operation itself. The call outlives the wish.
Task<payments::Wish> read_wish(Call& call, payments::Transaction about);

/// Adds claim and answer to a batch.
void keep_answer(const Call& call, sql::Batch& batch, const std::string& answer);

/// What a call hands to the room that makes its outcome durable, so that the answer which `write`
/// makes of it rides in the same batch; empty without an Idempotency-Key. The call outlives it.
template <class Outcome, class Write>
sql::Keep<Outcome> keep_of(const Call& call, Write write) {
  if (!call.claim) return {};
  return [&call, write = std::move(write)](sql::Batch& batch, const Outcome& outcome) {
    keep_answer(call, batch, write(outcome));
  };
}

/// V4/Transaction of a transaction, with its payment.
Task<std::string> answer_transaction(Call& call, payments::Transaction transaction);

}  // namespace guichet::rest
