#pragma once

#include <string_view>

#include "merchants/shop.hpp"
#include "payments/store.hpp"

namespace guichet::payments {

/// Ends the request with `code` when the transaction is a part of a sequence of payments that is
/// not complete yet (spec/status-machine.md 14): its parts are left alone until it is.
Task<> check_sequence(sql::Database& db, const merchants::Book& book, Transaction part,
                      std::string_view code);

}  // namespace guichet::payments
