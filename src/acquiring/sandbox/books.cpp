#include "acquiring/sandbox/books.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/check.hpp"
#include "base/encoding.hpp"

namespace guichet::acquiring {

namespace {

constexpr const char* reversed_code = "17";
constexpr const char* other_operation_code = "94";
constexpr const char* nothing_there_code = "12";
constexpr const char* amount_code = "13";
constexpr const char* over_limit_code = "51";
constexpr const char* partial_code = "10";
constexpr const char* bad_id_code = "30";

template <std::size_t n>
void put(std::array<char, n>& target, std::string_view text) {
  target.fill('\0');
  std::memcpy(target.data(), text.data(), std::min(n, text.size()));
}

template <std::size_t n>
std::string get(const std::array<char, n>& source) {
  return std::string(source.data(), ::strnlen(source.data(), n));
}

Entered<Outcome> declined(std::string code, std::uint64_t position = 0) {
  return {Declined{std::move(code)}, position};
}

Entered<Outcome> unknown(const char* reason) { return {Unknown{reason}, 0}; }

constexpr const char* too_old = "the books no longer reach back to this request";

/// "3f" and four of [a-z0-9] (spec/transactions.md 8).
std::string make_authorisation_number(Random& random) {
  constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::string number = "3f";
  for (int i = 0; i < 4; ++i) number.push_back(alphabet[random.below(alphabet.size())]);
  return number;
}

/// 16 digits (spec/transactions.md 8) that never pass the Luhn check: what searches files and
/// logs for card numbers must not find one here.
std::string make_issuer_identifier(Random& random) {
  std::string digits = "1";
  while (digits.size() < 16) digits.push_back(static_cast<char>('0' + random.below(10)));
  const auto pan = Pan::parse(digits);
  if (pan && pan->passes_luhn()) digits.back() = digits.back() == '9' ? '0' : digits.back() + 1;
  return digits;
}

std::uint64_t read_issuer_identifier(std::string_view digits) {
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace

Books::Books(LedgerWriter& ledger, Random& random, const Clock& clock, std::size_t kept_max)
    : ledger_(ledger), random_(random), clock_(clock), records_(kept_max) {}

void Books::restore(const LedgerEntry& entry) {
  std::lock_guard lock(mutex_);
  apply(entry, 0);
}

LedgerEntry Books::entry(std::string operation, const std::string& request,
                         const std::string& transaction) const {
  LedgerEntry line;
  line.at = clock_.now();
  line.operation = std::move(operation);
  line.request = request;
  line.transaction = transaction;
  line.result = "DECLINED";
  return line;
}

void Books::approve(LedgerEntry& entry) const {
  entry.result = "APPROVED";
  entry.code = "0";
  entry.authorisation_number = make_authorisation_number(random_);
  entry.issuer_transaction_identifier = make_issuer_identifier(random_);
}

// The order of lines in the file is the order of changes in memory, because both happen under
// one lock; the disk itself is waited for outside.
std::uint64_t Books::write(const LedgerEntry& entry) {
  const auto position = ledger_.append(entry);
  apply(entry, position);
  return position;
}

Record& Books::add(const Id& id, Kind kind, const LedgerEntry& entry,
                          std::uint64_t position) {
  auto& record = records_.add(id);
  record.kind = kind;
  record.amount = entry.amount;
  record.approved = entry.result == "APPROVED";
  record.position = position;
  put(record.code, entry.code);
  put(record.currency, entry.currency);
  put(record.authorisation, entry.authorisation_number);
  record.issuer = read_issuer_identifier(entry.issuer_transaction_identifier);
  return record;
}

void Books::apply(const LedgerEntry& entry, std::uint64_t position) {
  const auto id = Records::parse_id(entry.request);
  if (!id) return;
  if (entry.operation == "REVERSE") return apply_reversal(*id, position);
  auto* known = records_.find(*id);
  if (known) {  // only a tombstone is met twice, by the authorisation that came too late
    known->late_arrival = true;
    known->position = position;
    return;
  }
  if (entry.operation == "AUTHORISE") {
    add(*id, Kind::authorisation, entry, position);
    if (entry.result == "APPROVED" && !entry.card.empty()) {
      vouchers_.spend(entry.request, entry.card, entry.amount, entry.at);
    }
    return;
  }
  const auto kind = entry.operation == "CAPTURE" ? Kind::capture : Kind::refund;
  const auto original_id = Records::parse_id(entry.original);
  const auto original_number = original_id ? records_.number_of(*original_id) : 0;
  // Adding may drop the oldest record, so pointers are taken afterwards.
  auto& record = add(*id, kind, entry, position);
  record.original = original_number;
  if (!record.approved) return;
  auto* target = records_.numbered(original_number);
  if (!target) return;
  if (kind == Kind::capture) {
    target->captured += entry.amount;
    return;
  }
  target->refunded += entry.amount;
  if (target->kind != Kind::capture) return;
  auto* authorisation = records_.numbered(target->original);
  if (authorisation) authorisation->refunded += entry.amount;
}

void Books::apply_reversal(const Id& id, std::uint64_t position) {
  auto* record = records_.find(id);
  if (!record) {
    auto& tombstone = add(id, Kind::tombstone, LedgerEntry{}, position);
    tombstone.reversed = true;
    return;
  }
  record->reversed = true;
  record->position = position;
  if (!record->approved) return;
  auto* target = records_.numbered(record->original);
  if (record->kind == Kind::authorisation) {
    vouchers_.give_back(to_hex(id));
  } else if (target && record->kind == Kind::capture) {
    target->captured -= record->amount;
  } else if (target && record->kind == Kind::refund) {
    target->refunded -= record->amount;
    auto* authorisation =
        target->kind == Kind::capture ? records_.numbered(target->original) : nullptr;
    if (authorisation) authorisation->refunded -= record->amount;
  }
}

Entered<Outcome> Books::outcome_of(const Record& record) {
  if (record.reversed) return declined(reversed_code, record.position);
  if (!record.approved) return declined(get(record.code), record.position);
  Approved approved;
  approved.authorisation_number = get(record.authorisation);
  approved.issuer_transaction_identifier = std::to_string(record.issuer);
  approved.code = get(record.code);
  if (approved.code == partial_code) approved.granted_minor = record.amount;
  return {std::move(approved), record.position};
}

Entered<Outcome> Books::authorise(const Asked& asked) {
  const auto id = Records::parse_id(asked.request_id);
  if (!id) return declined(bad_id_code);
  std::lock_guard lock(mutex_);
  auto line = entry("AUTHORISE", asked.request_id, asked.transaction);
  line.amount = asked.amount;
  line.currency = asked.currency;
  if (const auto* known = records_.find(*id)) {
    if (known->kind == Kind::tombstone) {
      if (known->late_arrival) return declined(reversed_code, known->position);
      line.code = reversed_code;
      return declined(reversed_code, write(line));
    }
    if (known->kind != Kind::authorisation) return declined(other_operation_code);
    return outcome_of(*known);
  }
  if (records_.may_be_dropped(*id)) return unknown(too_old);
  if (asked.verdict.kind == Verdict::Kind::approve) {
    approve(line);
  } else if (asked.verdict.kind == Verdict::Kind::decline) {
    line.code = asked.verdict.code;
  } else if (asked.currency != "EUR") {
    line.code = nothing_there_code;
  } else if (asked.amount > 0 && asked.amount < MealVouchers::least) {
    line.code = amount_code;
  } else {
    line.card = asked.masked_card;
    const auto granted = vouchers_.grantable(line.card, asked.amount, line.at);
    if (granted == 0 && asked.amount > 0) {
      line.code = over_limit_code;
    } else {
      approve(line);
      if (granted < asked.amount) line.code = partial_code;
      line.amount = granted;
    }
  }
  write(line);
  return outcome_of(*records_.find(*id));
}

std::string Books::refusal_to_capture(const Operate& request, const Record* original) const {
  if (!original || original->kind != Kind::authorisation || !original->approved ||
      original->reversed || get(original->currency) != request.money.currency.code()) {
    return nothing_there_code;
  }
  const bool fits = request.money.minor > 0 &&
                    request.money.minor <= original->amount - original->captured;
  return fits ? "" : amount_code;
}

std::string Books::refusal_to_refund(const Operate& request, const Record* original) {
  if (!original || !original->approved || original->reversed ||
      get(original->currency) != request.money.currency.code()) {
    return nothing_there_code;
  }
  std::int64_t left = 0;
  if (original->kind == Kind::authorisation) {
    if (original->captured == 0) return nothing_there_code;
    left = original->captured - original->refunded;
  } else if (original->kind == Kind::capture) {
    left = original->amount - original->refunded;
    if (const auto* authorisation = records_.numbered(original->original)) {
      left = std::min(left, authorisation->captured - authorisation->refunded);
    }
  } else {
    return nothing_there_code;
  }
  return request.money.minor > 0 && request.money.minor <= left ? "" : amount_code;
}

Entered<Outcome> Books::operate(const Operate& request, Kind kind,
                                const std::string& refuse_with) {
  const auto id = Records::parse_id(request.request_id);
  if (!id) return declined(bad_id_code);
  std::lock_guard lock(mutex_);
  auto line = entry(kind == Kind::capture ? "CAPTURE" : "REFUND", request.request_id,
                    request.transaction);
  line.amount = request.money.minor;
  line.currency = request.money.currency.code();
  line.original = request.original;
  if (const auto* known = records_.find(*id)) {
    if (known->kind == Kind::tombstone && !known->late_arrival) {
      line.code = reversed_code;
      return declined(reversed_code, write(line));
    }
    if (known->kind != kind && known->kind != Kind::tombstone) {
      return declined(other_operation_code);
    }
    return outcome_of(*known);
  }
  const auto original_id = Records::parse_id(request.original);
  const auto* original = original_id ? records_.find(*original_id) : nullptr;
  const bool original_dropped = original_id && !original && records_.may_be_dropped(*original_id);
  if (records_.may_be_dropped(*id) || original_dropped) return unknown(too_old);
  line.code = kind == Kind::capture ? refusal_to_capture(request, original)
                                    : refusal_to_refund(request, original);
  if (!refuse_with.empty()) line.code = refuse_with;
  // What this acts on was answered before, but perhaps to nobody: its line lies before ours, and
  // the flush that covers ours covers it.
  if (line.code.empty()) approve(line);
  write(line);
  return outcome_of(*records_.find(*id));
}

Entered<Outcome> Books::capture(const Operate& request, const std::string& refuse_with) {
  return operate(request, Kind::capture, refuse_with);
}
Entered<Outcome> Books::refund(const Operate& request, const std::string& refuse_with) {
  return operate(request, Kind::refund, refuse_with);
}

Entered<Inquiry> Books::inquire(const std::string& request_id) const {
  const auto id = Records::parse_id(request_id);
  if (!id) return {NeverSeen{}, 0};
  std::lock_guard lock(mutex_);
  if (const auto* record = records_.find(*id)) {
    auto found = outcome_of(*record);
    return {std::visit([](auto&& answer) { return Inquiry(std::move(answer)); },
                       std::move(found.answer)),
            found.position};
  }
  if (in_progress_.contains(*id)) return {Unknown{"the issuer has not answered yet"}, 0};
  if (records_.may_be_dropped(*id)) return {Unknown{too_old}, 0};
  return {NeverSeen{}, 0};
}

bool Books::reversible(const Record& record) {
  if (record.kind == Kind::authorisation) return record.captured == 0;
  if (record.kind != Kind::capture) return true;
  if (record.refunded > 0) return false;
  const auto* authorisation = records_.numbered(record.original);
  return !authorisation || authorisation->captured - record.amount >= authorisation->refunded;
}

Entered<Reversal> Books::reverse(const std::string& request_id, const std::string& transaction) {
  const auto id = Records::parse_id(request_id);
  if (!id) return {Reversal::unknown, 0};
  std::lock_guard lock(mutex_);
  auto line = entry("REVERSE", request_id, transaction);
  if (const auto* record = records_.find(*id)) {
    if (record->reversed || !record->approved) return {Reversal::reversed, record->position};
    if (!reversible(*record)) return {Reversal::unknown, 0};
    line.amount = record->amount;
    line.currency = get(record->currency);
  } else if (records_.may_be_dropped(*id)) {
    return {Reversal::unknown, 0};
  }
  line.result = "APPROVED";
  line.code = "0";
  return {Reversal::reversed, write(line)};
}

void Books::begin(const std::string& request_id) {
  const auto id = Records::parse_id(request_id);
  if (!id) return;
  std::lock_guard lock(mutex_);
  ++in_progress_[*id];
}

void Books::end(const std::string& request_id) {
  const auto id = Records::parse_id(request_id);
  if (!id) return;
  std::lock_guard lock(mutex_);
  const auto it = in_progress_.find(*id);
  if (it != in_progress_.end() && --it->second == 0) in_progress_.erase(it);
}

}  // namespace guichet::acquiring
