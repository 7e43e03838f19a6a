#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "acquiring/acquirer.hpp"
#include "acquiring/sandbox/ledger.hpp"
#include "acquiring/sandbox/ledger_writer.hpp"
#include "acquiring/sandbox/meal_vouchers.hpp"
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
/// Memory: at most `kept_max` records (about 120 bytes each); the oldest is dropped first. Ids up
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
  using Id = std::array<std::uint8_t, 16>;
  struct IdHash {
    std::size_t operator()(const Id& id) const;
  };
  enum class Kind : std::uint8_t { authorisation, capture, refund, tombstone };
  struct Record {
    Id id;
    std::int64_t amount = 0;    // granted
    std::int64_t captured = 0;  // of an authorisation
    std::int64_t refunded = 0;  // of an authorisation or a capture
    std::uint64_t position = 0; // of the last ledger line about it; 0: was on the disk at opening
    std::uint64_t original = 0; // number of the record it acts on
    std::array<char, 16> issuer{};
    std::array<char, 6> authorisation{};
    std::array<char, 4> code{};
    std::array<char, 3> currency{};
    Kind kind = Kind::authorisation;
    bool approved = false;
    bool reversed = false;
    bool late_arrival = false;  // a tombstone whose authorisation came and was refused
  };

  static std::optional<Id> parse_id(const std::string& request_id);
  Record* find(const Id& id);
  const Record* find(const Id& id) const;
  Record* numbered(std::uint64_t number);
  bool dropped(const Id& id) const { return base_ > 0 && id <= newest_dropped_; }
  std::uint64_t number_of(const Record& record) const;

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
  const std::size_t kept_max_;

  mutable std::mutex mutex_;
  std::deque<Record> records_;     // record number n is records_[n - 1 - base_]
  std::uint64_t base_ = 0;         // records dropped from the front
  Id newest_dropped_{};
  std::unordered_map<Id, std::uint64_t, IdHash> by_id_;
  std::unordered_map<Id, int, IdHash> in_progress_;
  MealVouchers vouchers_;
};

}  // namespace guichet::acquiring
