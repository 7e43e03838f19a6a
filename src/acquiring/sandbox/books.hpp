#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "acquiring/acquirer.hpp"
#include "acquiring/sandbox/ledger.hpp"
#include "acquiring/sandbox/ledger_writer.hpp"
#include "acquiring/sandbox/meal_vouchers.hpp"
#include "acquiring/sandbox/records.hpp"
#include "base/random.hpp"
#include "base/time.hpp"

namespace guichet::acquiring {

/// What the issuer makes of an authorisation, before the books are asked.
struct Verdict {
  enum class Kind { approve, decline, meal_voucher };
  Kind kind = Kind::decline;
  std::string code;          // of a decline
};

/// An authorisation without its card: what the books may know.
struct Asked {
  std::string request_id;
  std::string transaction;
  std::int64_t amount = 0;   // minor units; 0 for a mark
  std::string currency;
  std::string masked_card;   // of meal vouchers, else empty
  Verdict verdict;
};

/// An answer and the ledger position that must be on the disk before anybody hears it.
template <class Answer>
struct Entered {
  Answer answer;
  std::uint64_t position = 0;
};

/// The acquirer's accounts: one record a request id, made from ledger entries alone, so that
/// reading the file again gives the same state. Thread-safe.
///
/// Codes of its own: "17" for a request that was reversed, before or after it arrived; "94" for an
/// id used by another operation; "12" where there is nothing to act on; "13" for an amount that
/// does not fit; "30" for an id that is not 32 lower-case hexadecimal digits.
///
/// Memory: at most `kept_max` records (about 90 bytes each); the oldest is dropped first. Ids up
/// to the largest dropped one (they sort by time, RFC 9562) are answered Unknown, never NeverSeen.
class Books {
 public:
  Books(LedgerWriter& ledger, Random& random, const Clock& clock, std::size_t kept_max);

  /// Takes over an entry that is on the disk already.
  void restore(const LedgerEntry& entry);

  Entered<Outcome> authorise(const Asked& asked);
  /// `refuse_with`: a code it is declined with whatever the books say, or empty.
  Entered<Outcome> capture(const Operate& request, const std::string& refuse_with = {});
  Entered<Outcome> refund(const Operate& request, const std::string& refuse_with = {});
  Entered<Inquiry> inquire(const std::string& request_id) const;
  Entered<Reversal> reverse(const std::string& request_id, const std::string& transaction);

  /// Between these two an inquiry answers Unknown: the issuer is thinking.
  void begin(const std::string& request_id);
  void end(const std::string& request_id);

 private:
  using Id = Record::Id;
  using Kind = Record::Kind;

  LedgerEntry entry(std::string operation, const std::string& request,
                    const std::string& transaction) const;
  void approve(LedgerEntry& entry) const;
  std::uint64_t write(const LedgerEntry& entry);
  void apply(const LedgerEntry& entry, std::uint64_t position);
  void apply_reversal(const Id& id, std::uint64_t position);
  Record& add(const Id& id, Kind kind, const LedgerEntry& entry, std::uint64_t position);
  std::string refusal_to_capture(const Operate& request, const Record* original) const;
  std::string refusal_to_refund(const Operate& request, const Record* original);
  Entered<Outcome> operate(const Operate& request, Kind kind, const std::string& refuse_with);
  bool reversible(const Record& record);
  static Entered<Outcome> outcome_of(const Record& record);

  LedgerWriter& ledger_;
  Random& random_;
  const Clock& clock_;

  mutable std::mutex mutex_;
  Records records_;
  std::map<Id, int> in_progress_;
  MealVouchers vouchers_;
};

}  // namespace guichet::acquiring
