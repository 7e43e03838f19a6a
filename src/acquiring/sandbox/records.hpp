#pragma once

#include <array>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace guichet::acquiring {

/// What the simulator's books know of one request. There is one for each of the last million
/// requests, so it is kept small.
struct Record {
  using Id = std::array<std::uint8_t, 16>;
  enum class Kind : std::uint8_t { authorisation, capture, refund, tombstone };
  using Number = std::uint32_t;  // of a record, counted from 1; 0: none

  Id id{};
  std::int64_t amount = 0;     // granted
  std::int64_t captured = 0;   // of an authorisation
  std::int64_t refunded = 0;   // of an authorisation or a capture
  std::uint64_t position = 0;  // of the last ledger line about it; 0: was on the disk at opening
  std::uint64_t issuer = 0;    // transaction identifier: 16 digits that begin with 1
  Number original = 0;         // the record it acts on
  std::array<char, 6> authorisation{};
  std::array<char, 4> code{};
  std::array<char, 3> currency{};
  Kind kind = Kind::authorisation;
  bool approved : 1 = false;
  bool reversed : 1 = false;
  bool late_arrival : 1 = false;  // a tombstone whose authorisation came and was refused
};

/// Records by id and by number, the oldest dropped first.
class Records {
 public:
  using Id = Record::Id;
  using Number = Record::Number;

  explicit Records(std::size_t kept_max);
  Records(const Records&) = delete;  // the index looks into its owner
  Records& operator=(const Records&) = delete;

  /// 32 lower-case hexadecimal digits, or nothing.
  static std::optional<Id> parse_id(const std::string& request_id);

  /// Pointers are good until the next `add`; nullptr: not known, or dropped.
  Record* find(const Id& id) { return numbered(number_of(id)); }
  const Record* find(const Id& id) const { return numbered(number_of(id)); }
  Record* numbered(Number number);
  const Record* numbered(Number number) const;
  Number number_of(const Id& id) const;
  /// An `id` that is not known yet. May drop the oldest record.
  Record& add(const Id& id);
  /// Not known, but may have been: ids sort by time (RFC 9562), and one as late was dropped.
  bool may_be_dropped(const Id& id) const { return dropped_ > 0 && id <= newest_dropped_; }

 private:
  struct Hash {
    using is_transparent = void;
    const Records* records;
    std::size_t operator()(const Id& id) const;
    std::size_t operator()(Number number) const { return (*this)(records->numbered(number)->id); }
  };
  struct Equal {
    using is_transparent = void;
    const Records* records;
    bool operator()(Number one, Number other) const { return one == other; }
    bool operator()(const Id& id, Number number) const {
      return records->numbered(number)->id == id;
    }
    bool operator()(Number number, const Id& id) const { return (*this)(id, number); }
  };

  const std::size_t kept_max_;
  std::deque<Record> kept_;  // record number n is kept_[n - 1 - dropped_]
  Number dropped_ = 0;
  Id newest_dropped_{};
  boost::unordered_flat_set<Number, Hash, Equal> by_id_;
};

}  // namespace guichet::acquiring
