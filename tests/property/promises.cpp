#include <algorithm>

#include "payments/status.hpp"
#include "random_lives.hpp"

namespace guichet::property {

namespace {

using payments::DetailedStatus;
using payments::OperationType;
using payments::Transaction;
using Edge = std::tuple<std::string, std::string, std::string>;

std::string text(std::string_view view) { return std::string(view); }

std::set<Edge> table() {
  std::set<Edge> edges;
  for (const auto& row : payments::transitions()) {
    edges.insert({row.from ? text(name_of(*row.from)) : std::string(), text(name_of(row.event)),
                  text(name_of(row.to))});
  }
  return edges;
}

/// History rows that move nothing: intents, takeovers, and errands that changed nothing.
bool moves_nothing(const std::string& event) {
  return event.starts_with("asked_") || event == "errand_withdrawn" || event == "taken_over";
}

/// A refund that stands, or still may.
bool counts_as_refunded(DetailedStatus status) {
  return status != DetailedStatus::cancelled && status != DetailedStatus::refused &&
         status != DetailedStatus::expired && status != DetailedStatus::capture_failed;
}

struct Account {
  std::int64_t authorised = 0, captured = 0, refunded = 0;
  bool reversed = false;
};

}  // namespace

std::set<Edge> reachable() {
  std::set<Edge> edges;
  for (const auto& row : payments::transitions()) {
    // A card behind a QR code answers at once; what only a partner does has nobody to do it.
    const bool by_partner = row.event == payments::StatusEvent::partner_answered &&
                            (row.to == DetailedStatus::captured ||
                             row.to == DetailedStatus::cancelled ||
                             row.to == DetailedStatus::under_verification);
    const bool elsewhere =
        row.from && (*row.from == DetailedStatus::initial || by_partner ||
                     *row.from == DetailedStatus::under_verification);
    const bool made_elsewhere =
        row.to == DetailedStatus::accepted || row.to == DetailedStatus::initial;
    if (elsewhere || made_elsewhere) continue;
    edges.insert({row.from ? text(name_of(*row.from)) : std::string(), text(name_of(row.event)),
                  text(name_of(row.to))});
  }
  return edges;
}

void RandomLives::come_to_rest() {
  world_.restart();  // a process that nobody plans to kill
  world_.bank->faults().clear();
  world_.settle_everything();
  world_.run(world_.now().recovery->recover(world_.book(), true));
  world_.run_agenda(60);
}

Lines RandomLives::broken_promises(Tally& tally) {
  come_to_rest();
  Lines broken = world_.differences();
  if (world_.count("attempts") != 0) broken.push_back("an attempt is left");
  check_history(tally, broken);
  check_amounts(broken);
  check_ledger(broken);
  check_told(broken);
  return broken;
}

// Every move is a row of the table, and each begins where the one before it ended.
void RandomLives::check_history(Tally& tally, Lines& broken) {
  static const std::set<Edge> edges = table();
  const auto rows = world_.query(
      "SELECT h.entity, h.event, h.from_status, h.to_status, t.status FROM history h "
      "JOIN transactions t ON t.book_id = h.book_id AND t.uuid = h.entity "
      "ORDER BY h.entity, h.version");
  std::string entity, status, last;
  for (const auto& row : rows) {
    if (row.text(0) != entity) {
      if (!entity.empty() && status != last) broken.push_back(entity + ": history ends elsewhere");
      entity = row.text(0);
      status.clear();
    }
    last = row.text(4);
    const std::string event = row.text(1);
    const std::string from = row.text_or_empty(2), to = row.text_or_empty(3);
    if (event == "taken_over") continue;
    if (from != status) broken.push_back(entity + ": " + event + " from " + from + " at " + status);
    if (moves_nothing(event)) {
      if (from != to) broken.push_back(entity + ": " + event + " moved it");
      continue;
    }
    if (!edges.contains({from, event, to})) {
      broken.push_back(entity + ": " + from + " " + event + " " + to + " is not in the table");
    }
    tally.visited.insert({from, event, to});
    status = to;
  }
}

void RandomLives::check_amounts(Lines& broken) {
  std::vector<Transaction> all;
  std::string after;
  for (;;) {
    auto page = world_.run(payments::load_page(*world_.db, world_.book()->id, after, 500));
    if (page.empty()) break;
    after = page.back().uuid;
    all.insert(all.end(), page.begin(), page.end());
  }
  std::map<std::string, std::int64_t> refunds;
  for (const auto& one : all) {
    if (one.pending) broken.push_back(one.uuid + ": still pending");
    if (one.operation != OperationType::credit) continue;
    if (counts_as_refunded(one.status)) refunds[one.details.parent] += one.amount.minor;
  }
  for (const auto& one : all) {
    if (one.operation != OperationType::debit) continue;
    const auto& details = one.details;
    if (details.refunded_minor != refunds[one.uuid]) {
      broken.push_back(one.uuid + ": refunded " + std::to_string(details.refunded_minor) +
                       ", its credits are " + std::to_string(refunds[one.uuid]));
    }
    if (details.refunded_minor < 0 || details.refunded_minor > one.amount.minor) {
      broken.push_back(one.uuid + ": refunded more than it is");
    }
    // One that was refused because a part was granted only (PSP_114) keeps what was asked for.
    const bool stands = one.status != DetailedStatus::refused;
    if (stands && details.full.asked && one.amount.minor > details.full.amount) {
      broken.push_back(one.uuid + ": more than was authorised");
    }
  }
}

// The acquirer's ledger by itself: per authorisation, captured - refunded lies within what was
// authorised, and nothing was captured of what was given back.
void RandomLives::check_ledger(Lines& broken) {
  std::map<std::string, Account> accounts;
  std::int64_t captured = 0, refunded = 0;
  for (const auto& entry : world_.ledger()) {
    if (entry.operation == "REVERSE") {
      accounts[entry.request].reversed = true;
    } else if (entry.result == "APPROVED" && entry.operation == "AUTHORISE") {
      accounts[entry.request].authorised += entry.amount;
    } else if (entry.result == "APPROVED" && entry.operation == "CAPTURE") {
      accounts[entry.original].captured += entry.amount;
      captured += entry.amount;
    } else if (entry.result == "APPROVED" && entry.operation == "REFUND") {
      accounts[entry.original].refunded += entry.amount;
      refunded += entry.amount;
    }
  }
  for (const auto& [request, account] : accounts) {
    const bool within = account.captured <= account.authorised && account.refunded >= 0 &&
                        account.captured - account.refunded >= 0;
    if (!within) broken.push_back(request + ": more captured or refunded than authorised");
    if (account.reversed && account.captured > 0) {
      broken.push_back(request + ": captured and given back");
    }
  }
  const auto sum = [this](const char* operation) {
    const std::string text =
        "SELECT COALESCE(SUM(amount), 0) FROM transactions WHERE status = 'CAPTURED' AND "
        "operation = '" + std::string(operation) + "'";
    return world_.query(text.c_str()).front().integer(0);
  };
  if (sum("DEBIT") != captured) broken.push_back("the ledger captured another sum");
  if (sum("CREDIT") != refunded) broken.push_back("the ledger refunded another sum");
}

// What a client was told for good is so.
void RandomLives::check_told(Lines& broken) {
  for (const auto& [uuid, status] : told_) {
    const auto stored = world_.stored(uuid);
    if (!stored || name_of(stored->status) != status) {
      broken.push_back(uuid + ": told " + status + ", is " +
                       (stored ? text(name_of(stored->status)) : std::string("nothing")));
    }
  }
  for (const auto& [uuid, amount] : credits_) {
    const auto stored = world_.stored(uuid);
    if (!stored || stored->amount.minor != amount) {
      broken.push_back(uuid + ": a refund that was told is not there");
    }
  }
}

}  // namespace guichet::property
