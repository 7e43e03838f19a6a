#pragma once

#include <string>
#include <vector>

#include "acquiring/sandbox/ledger.hpp"
#include "base/task.hpp"
#include "sql/database.hpp"

namespace guichet::payments {

/// One disagreement between the gateway's books and the acquirer's.
struct Difference {
  std::string transaction;  // uuid
  std::string gateway;      // what the gateway says: "AUTHORISED 990 EUR", "no transaction"
  std::string ledger;       // what the ledger says: "APPROVED 990 EUR", "reversed", "nothing"
  std::string meaning;      // one sentence for the operator
};

/// Compares every transaction of every given book that went to `acquirer` with the acquirer's
/// ledger (design.md 5): each approval is known here or was reversed, none twice; each accepted
/// transaction has its approval, each captured one its capture or refund, of the same amount; what
/// was cancelled has been given back. Approvals as old as what retention has erased are passed
/// over.
Task<std::vector<Difference>> compare_with_ledger(
    sql::Database& db, std::vector<std::int64_t> book_ids, std::string acquirer,
    std::vector<acquiring::LedgerEntry> ledger);

}  // namespace guichet::payments
