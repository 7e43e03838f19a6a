#pragma once

#include "rest/call.hpp"

namespace guichet::rest {

/// The transaction of the caller's book, or contract::Refusal: INT_912 when it belongs to the
/// other mode of the same shop, PSP_010 otherwise (spec/transactions.md 4).
Task<payments::Transaction> find_transaction(Call& call, std::string uuid);

}  // namespace guichet::rest
