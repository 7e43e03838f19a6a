#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.hpp"
#include "base/time.hpp"

namespace guichet::acquiring {

/// One line of `acquirer-ledger.jsonl`: the acquirer's own books, the independent witness of every
/// crash test (design.md 5).
struct LedgerEntry {
  Instant at;
  std::string operation;    // AUTHORISE | CAPTURE | REFUND | REVERSE
  std::string request;      // request id (a REVERSE names the request it reverses)
  std::string transaction;  // uuid of the gateway's transaction
  std::int64_t amount = 0;  // minor units
  std::string currency;
  std::string result;       // APPROVED | DECLINED
  std::string code;         // return code, extra member
  std::string authorisation_number;
  std::string issuer_transaction_identifier;
};

/// Reads a ledger file; a torn last line (crash while writing) is left out.
std::vector<LedgerEntry> read_ledger(const std::string& path);

}  // namespace guichet::acquiring
