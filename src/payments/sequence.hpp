#pragma once

#include <string_view>

#include "merchants/shop.hpp"
#include "payments/store.hpp"

namespace guichet::payments {

/// True for a part of a split payment whose other parts are still expected: its form may end
/// without them, and the part is cancelled then.
Task<bool> sequence_is_open(sql::Database& db, Transaction part);

/// Ends the request with `code` when the transaction is a part of a sequence of payments that is
/// not complete yet (spec/status-machine.md 14): its parts are left alone until it is.
Task<> check_sequence(sql::Database& db, Transaction part, std::string_view code);

}  // namespace guichet::payments
