#pragma once

#include "rest/call.hpp"

namespace guichet::rest {

/// The transaction of the caller's book, or contract::Refusal: INT_912 when it belongs to the
/// other mode of the same shop, PSP_010 otherwise (spec/transactions.md 4).
Task<payments::Transaction> find_transaction(Call& call, std::string uuid);

/// What a call of an operation wishes for a transaction. With an Idempotency-Key the answer rides
/// in the batch of the operation itself. The call outlives the wish.
Task<payments::Wish> read_wish(Call& call, payments::Transaction about);

/// Adds claim and answer to a batch; nothing without an Idempotency-Key.
void keep_answer(const Call& call, sql::Batch& batch, const std::string& answer);

/// V4/Transaction of a transaction, with its payment.
Task<std::string> answer_transaction(Call& call, payments::Transaction transaction);

}  // namespace guichet::rest
