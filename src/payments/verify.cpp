#include "payments/verify.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "payments/purge_store.hpp"
#include "payments/store.hpp"

namespace guichet::payments {

namespace {

constexpr int page_rows = 500;

/// What the ledger holds under one request id.
struct Held {
  int approvals = 0;
  bool reversed = false;
  std::int64_t amount = 0;
  std::string currency, transaction;

  bool stands() const { return approvals > 0 && !reversed; }
};

/// The ledger, by request id; captures and refunds also by the transaction they are for.
struct Books {
  std::map<std::string, Held> authorisations, remittances;
  std::multimap<std::string, std::string> remitted;  // transaction → request of a remittance
};

Books read_books(const std::vector<acquiring::LedgerEntry>& ledger) {
  Books books;
  for (const auto& entry : ledger) {
    if (entry.operation == "REVERSE") {
      const auto remittance = books.remittances.find(entry.request);
      if (remittance != books.remittances.end()) {
        remittance->second.reversed = true;
      } else {
        books.authorisations[entry.request].reversed = true;
      }
      continue;
    }
    if (entry.result != "APPROVED") continue;
    const bool authorisation = entry.operation == "AUTHORISE";
    auto& row = (authorisation ? books.authorisations : books.remittances)[entry.request];
    if (++row.approvals == 1 && !authorisation) {
      books.remitted.emplace(entry.transaction, entry.request);
    }
    row.amount = entry.amount;
    row.currency = entry.currency;
    row.transaction = entry.transaction;
  }
  return books;
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

/// A disagreement, and what the ledger holds of it.
struct Finding {
  std::string meaning;  // empty: they agree
  Held held;
};

/// True for transactions whose acceptance the acquirer must have in its books.
bool rests_on_approval(const Transaction& transaction) {
  const auto& details = transaction.details;
  const auto& asked = details.full_authorisation ? details.full : details.mark;
  return asked.asked && transaction.status != DetailedStatus::refused &&
         transaction.status != DetailedStatus::cancelled &&
         transaction.status != DetailedStatus::expired;
}

/// The authorisation of a debit. `pending`: an attempt about it is open.
Finding compare_authorisation(const Transaction& transaction, const Held& held, bool pending) {
  const auto found = [&held](const char* meaning) { return Finding{meaning, held}; };
  if (held.approvals > 1) return found("approved twice under one request");
  if (rests_on_approval(transaction)) {
    if (held.reversed) return found("accepted here, reversed at the acquirer");
    if (held.approvals == 0) return found("accepted here, never approved by the acquirer");
    const auto& full = transaction.details.full;
    const std::int64_t expected = full.asked ? full.amount : 0;
    if (held.amount != expected) return found("the amounts differ");
    if (held.currency != transaction.amount.currency.code()) {
      return found("the currencies differ");
    }
    return {};
  }
  // A card check holds nothing, and an authorisation nobody validated lapses by itself.
  const bool lapses = transaction.status == DetailedStatus::expired;
  if (!held.stands() || held.amount == 0 || lapses) return {};
  if (transaction.status == DetailedStatus::cancelled) {
    return found(pending ? "cancelled here, its reversal is still to come"
                         : "cancelled here, still held by the acquirer");
  }
  return found(pending ? "refused here, its reversal is still to come"
                       : "refused here, approved by the acquirer and not reversed");
}

/// The capture of a debit, the refund of a credit.
Finding compare_remittance(const Transaction& transaction, const std::vector<Held>& remittances,
                           bool pending) {
  Held standing;
  int count = 0;
  for (const auto& held : remittances) {
    if (held.approvals > 1) return {"remitted twice under one request", held};
    if (!held.stands()) continue;
    standing = held;
    ++count;
  }
  if (count > 1) return {"remitted twice", standing};
  const bool captured = transaction.status == DetailedStatus::captured;
  if (captured && count == 0) return {"captured here, never by the acquirer", standing};
  if (!captured && count == 1) {
    return {pending ? "captured by the acquirer, to be settled here"
                    : "captured by the acquirer, not here",
            standing};
  }
  if (count == 0) return {};
  if (standing.amount != transaction.amount.minor) return {"the amounts differ", standing};
  if (standing.currency != transaction.amount.currency.code()) {
    return {"the currencies differ", standing};
  }
  return {};
}

/// Takes what belongs to `transaction` out of the books and says what is wrong with it.
Finding compare(const Transaction& transaction, Books& books, bool pending) {
  std::vector<Held> remittances;
  const auto [first, last] = books.remitted.equal_range(transaction.uuid);
  for (auto it = first; it != last; ++it) {
    remittances.push_back(books.remittances.at(it->second));
    books.remittances.erase(it->second);
  }
  books.remitted.erase(first, last);
  if (transaction.operation == OperationType::debit) {
    const auto take = [&books](const std::string& request) {
      const auto found = books.authorisations.extract(request);
      return found ? found.mapped() : Held{};
    };
    const Held held = take(transaction.hold());
    // Beside a deferred authorisation lies the card check it began with, which holds nothing.
    const bool deferred = transaction.hold() != transaction.uuid;
    const Held card_check = deferred ? take(transaction.uuid) : Held{};
    if (card_check.stands() && card_check.amount != 0) {
      return {"held beside its authorisation", card_check};
    }
    auto finding = compare_authorisation(transaction, held, pending);
    if (!finding.meaning.empty()) return finding;
  }
  return compare_remittance(transaction, remittances, pending);
}

}  // namespace

Task<std::vector<Difference>> compare_with_ledger(sql::Database& db,
                                                  std::vector<std::int64_t> book_ids,
                                                  std::string acquirer,
                                                  std::vector<acquiring::LedgerEntry> ledger) {
  Books books = read_books(ledger);
  std::vector<Difference> differences;
  std::set<std::string> open;
  std::string erased;  // the ledger is kept for longer than TEST payments are
  for (const auto book_id : book_ids) {
    const std::string erased_here = co_await load_erasure(db, book_id);
    erased = std::max(erased, erased_here);
    const auto attempts = co_await load_all_attempts(db, book_id);
    for (const auto& attempt : attempts) open.insert(attempt.uuid);
    std::string after;
    for (;;) {
      const auto page = co_await load_page(db, book_id, after, page_rows);
      if (page.empty()) break;
      after = page.back().uuid;
      for (const auto& transaction : page) {
        if (transaction.details.acquirer != acquirer) continue;
        const auto found = compare(transaction, books, open.contains(transaction.uuid));
        if (!found.meaning.empty()) {
          differences.push_back({transaction.uuid, gateway_text(transaction),
                                 ledger_text(found.held), found.meaning});
        }
      }
    }
  }
  for (const auto* left : {&books.authorisations, &books.remittances}) {
    for (const auto& [request, row] : *left) {
      if (!row.stands() || row.transaction <= erased) continue;
      const bool pending = open.contains(request) || open.contains(row.transaction);
      differences.push_back({request, pending ? "attempt not settled" : "no transaction",
                             ledger_text(row), "approved by the acquirer, unknown here"});
    }
  }
  co_return differences;
}

}  // namespace guichet::payments
