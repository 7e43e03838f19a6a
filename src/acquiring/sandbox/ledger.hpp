#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

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
  std::string original;     // CAPTURE and REFUND: request id of what they act on
  std::string card;         // meal vouchers only, masked: their limit is per card and day
};

/// One line, with its end. Members without a value after `result` are left out.
std::string format_ledger_line(const LedgerEntry& entry);

/// Reads a ledger file; a torn last line (crash while writing) is left out. No file, no entries.
/// Throws std::runtime_error when a line before the last is damaged.
std::vector<LedgerEntry> read_ledger(const std::string& path);

/// The same, one entry at a time. Returns how many bytes hold whole lines.
std::uint64_t read_ledger(const std::string& path,
                          const std::function<void(const LedgerEntry&)>& each);

}  // namespace guichet::acquiring
