#include "payments/verify.hpp"

#include <map>
#include <set>

#include "payments/store.hpp"

namespace guichet::payments {

namespace {

constexpr int page_rows = 500;

/// What the ledger holds about one transaction's authorisation.
struct Held {
  int approvals = 0;
  bool reversed = false;
  std::int64_t amount = 0;
  std::string currency;
};

std::map<std::string, Held> read_held(const std::vector<acquiring::LedgerEntry>& ledger) {
  std::map<std::string, Held> held;
  for (const auto& entry : ledger) {
    if (entry.operation == "AUTHORISE" && entry.result == "APPROVED") {
      auto& row = held[entry.request];
      ++row.approvals;
      row.amount = entry.amount;
      row.currency = entry.currency;
    } else if (entry.operation == "REVERSE") {
      held[entry.request].reversed = true;
    }
  }
  return held;
}

std::string money_text(std::int64_t amount, const std::string& currency) {
  return std::to_string(amount) + " " + currency;
}

std::string gateway_text(const Transaction& transaction) {
  return std::string(name_of(transaction.status)) + " " +
         money_text(transaction.amount.minor, std::string(transaction.amount.currency.code()));
}

std::string ledger_text(const Held& held) {
  if (held.reversed) return "reversed";
  if (held.approvals == 0) return "nothing";
  return "APPROVED " + money_text(held.amount, held.currency);
}

/// True for transactions whose acceptance the acquirer must have in its books.
bool rests_on_approval(const Transaction& transaction) {
  const auto& details = transaction.details;
  const auto& asked = details.full_authorisation ? details.full : details.mark;
  return asked.asked && transaction.status != DetailedStatus::refused &&
         transaction.status != DetailedStatus::cancelled;
}

/// What is wrong between one transaction and what is held for it; empty when they agree.
std::string disagreement(const Transaction& transaction, const Held& held, bool pending) {
  if (held.approvals > 1) return "approved twice under one request";
  if (rests_on_approval(transaction)) {
    if (held.reversed) return "accepted here, reversed at the acquirer";
    if (held.approvals == 0) return "accepted here, never approved by the acquirer";
    const auto& full = transaction.details.full;
    const std::int64_t expected = full.asked ? full.amount : 0;
    if (held.amount != expected) return "the amounts differ";
    if (held.currency != transaction.amount.currency.code()) return "the currencies differ";
    return {};
  }
  if (held.approvals == 1 && !held.reversed) {
    return pending ? "refused here, its reversal is still to come"
                   : "refused here, approved by the acquirer and not reversed";
  }
  return {};
}

}  // namespace

Task<std::vector<Difference>> compare_with_ledger(sql::Database& db,
                                                  std::vector<std::int64_t> book_ids,
                                                  std::string acquirer,
                                                  std::vector<acquiring::LedgerEntry> ledger) {
  auto held = read_held(ledger);
  std::vector<Difference> differences;
  std::set<std::string> open;
  for (const auto book_id : book_ids) {
    const auto attempts = co_await load_all_attempts(db, book_id);
    for (const auto& attempt : attempts) open.insert(attempt.uuid);
    std::string after;
    for (;;) {
      const auto page = co_await load_page(db, book_id, after, page_rows);
      if (page.empty()) break;
      after = page.back().uuid;
      for (const auto& transaction : page) {
        if (transaction.details.acquirer != acquirer) continue;
        const auto found = held.find(transaction.uuid);
        const Held row = found == held.end() ? Held{} : found->second;
        const auto meaning = disagreement(transaction, row, open.contains(transaction.uuid));
        if (!meaning.empty()) {
          differences.push_back(
              {transaction.uuid, gateway_text(transaction), ledger_text(row), meaning});
        }
        held.erase(transaction.uuid);
      }
    }
  }
  for (const auto& [uuid, row] : held) {
    if (row.reversed || row.approvals == 0) continue;
    differences.push_back({uuid, open.contains(uuid) ? "attempt not settled" : "no transaction",
                           ledger_text(row), "approved by the acquirer, unknown here"});
  }
  co_return differences;
}

}  // namespace guichet::payments
