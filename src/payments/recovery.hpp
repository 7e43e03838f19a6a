#pragma once

#include <atomic>
#include <memory>

#include "jobs/agenda.hpp"
#include "payments/errands.hpp"

namespace guichet::payments {

/// Settles attempts whose process died, slept past its deadline, or could not learn the outcome
/// (design.md 3, "Unknown outcomes").
///
/// An attempt is taken over by a guarded write that raises its fence, so that a process waking up
/// late cannot settle it too. Then: what was promised to be reversed is reversed; an attempt of a
/// form, or of a call that will be repeated under its Idempotency-Key, is completed forward (asked
/// again under the same request id, without a security code, when the acquirer never saw it), and
/// so is every errand (errands.hpp); any other is reversed and recorded as refused. An acquirer
/// that does not answer leaves the attempt for the next round; nothing leaves UNKNOWN by guessing.
class Recovery {
 public:
  static constexpr int rows_max = 100;

  explicit Recovery(Charges& charges) : charges_(charges), errands_(charges.with()) {}

  /// Settles what is due in a book; gives how many attempts came to rest. `others_are_dead`: this
  /// process holds the store alone, so every foreign attempt is an orphan, deadline or not.
  Task<int> recover(BookPtr book, bool others_are_dead);

  /// The agenda kind "recovery".
  jobs::Kind job();

 private:
  Task<> recover_one(BookPtr book, Attempt attempt, std::shared_ptr<std::atomic<int>> finished);
  Task<bool> take_over(Attempt& attempt);
  Task<> postpone(Attempt attempt);
  Task<bool> finish(BookPtr book, Attempt attempt);
  Task<bool> reverse_and_refuse(BookPtr book, Payment payment, Attempt attempt);
  Task<bool> complete_forward(BookPtr book, Payment payment, Attempt attempt);
  Task<acquiring::Outcome> ask_again(BookPtr book, Attempt attempt);

  Charges& charges_;
  Errands errands_;
};

}  // namespace guichet::payments
