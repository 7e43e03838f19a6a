#pragma once

#include <functional>
#include <string>
#include <vector>

#include "jobs/calendar.hpp"
#include "payments/errands.hpp"

namespace guichet::payments {

/// The daily jobs in the life of a transaction, apart from its capture: deferred authorisation,
/// expiry, refund retry and polling (spec/status-machine.md 8.2, rows 12, 14–17, 22–26). Each looks
/// at one transaction, decides by its state, and writes one unit; run twice it changes nothing.
class LifeJobs {
 public:
  /// A refund that the acquirer cannot pay out is tried daily for so long (assumed).
  static constexpr int refund_retry_days_max = 7;

  explicit LifeJobs(const Collaborators& with) : with_(with), errands_(with) {}

  void connect(jobs::Calendar& calendar);

 private:
  /// What a job does with one transaction that is due; gives the outbox row to deliver, or empty.
  /// Nothing: somebody else is at it, and the due row stays.
  using Told = std::optional<std::string>;
  using Work = std::function<Task<Told>(BookPtr book, Transaction due, Instant now)>;

  void connect(jobs::Calendar& calendar, jobs::Job job, Work work);
  Task<int> run(jobs::Job job, Work work, std::int64_t book_id, std::vector<jobs::Due> rows);

  Task<Told> authorise(BookPtr book, Transaction due, Instant now);
  Task<Told> expire(BookPtr book, Transaction due, Instant now);
  Task<Told> retry_refund(BookPtr book, Transaction due, Instant now);
  Task<Told> poll(BookPtr book, Transaction due, Instant now);

  const Collaborators& with_;
  Errands errands_;
};

}  // namespace guichet::payments
