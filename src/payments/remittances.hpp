#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "jobs/calendar.hpp"
#include "payments/charge.hpp"
#include "payments/errands.hpp"

namespace guichet::payments {

/// One file of an evening: what was captured and paid back through one contract in one currency
/// (spec/status-machine.md 8.2, "capture").
struct RemittanceFile {
  std::int64_t book_id = 0;
  std::string mid;
  std::int64_t number = 0;      // 1…999999, increasing per contract
  std::string currency;         // alpha-3
  Instant at;                   // business time: captureDate of its transactions
  std::optional<Instant> closed_at;  // business time; empty: the evening is not over
  std::int64_t debits = 0, debit_minor = 0;    // once closed: count and total
  std::int64_t credits = 0, credit_minor = 0;

  /// As in `captureFileNumber`: six digits.
  std::string number_text() const;
};

/// One transaction of a file.
struct RemittanceLine {
  std::string uuid;
  bool credit = false;
  std::int64_t amount_minor = 0;
  std::string order_id;         // empty when there is none, or the transaction is purged
};

/// The remittance files of all books.
///
/// A number is leased by the guarded insert that makes the file, and the file is found again after
/// a crash, so a number is never used twice and never for two evenings. A line is written by the
/// commit that makes its transaction CAPTURED. A file is closed when no errand of it is open: then
/// its totals are taken from its lines, and nothing can be added any more.
class Remittances {
 public:
  explicit Remittances(const Collaborators& with) : with_(with) {}

  /// The handler of the job "remittance-close".
  void connect(jobs::Calendar& calendar);

  /// The open file that began at or after `since`, or a new one of time `at` (business times). It
  /// is due to be closed at once, after the captures that are due at `since`.
  Task<RemittanceFile> open(std::int64_t book_id, std::string mid, std::string currency,
                            Instant since, Instant at);
  /// Closes a file, or leaves it when an errand of it is open. True when it is closed.
  Task<bool> close(BookPtr book, std::string mid, std::int64_t number);

 private:
  const Collaborators& with_;
};

/// What an errand takes along of the file its transaction goes into.
Remittance remittance_of(const RemittanceFile& file);

/// The text of a file: `;` between columns, one line a transaction, totals at the end
/// (docs/operate/remittances.md). Nothing when there is no such file.
Task<std::optional<std::string>> write_remittance(sql::Database& db, BookPtr book,
                                                  std::string mid, std::int64_t number);

}  // namespace guichet::payments
