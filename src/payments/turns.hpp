#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/scheduler.hpp"

namespace guichet::payments {

/// Who wants to change the same transaction in this process goes one after the other.
///
/// A courtesy, no lock: what keeps the books right is the history row that every change begins
/// with (design.md 1.3), against other processes too. Without turns, many changes of one
/// transaction at the same time beat each other until their tries are used up (PSP_503), though
/// each could have had its own answer. Hence a wait is short, and ends without a turn.
class Turns {
 public:
  /// The longest wait. Who has the turn may be waiting for an acquirer, and others learn as much
  /// from the stored transaction.
  static constexpr std::chrono::seconds wait_max{2};

  /// A place in the queue, given up with its life.
  class Turn;

  Turns();
  /// Suspends until everybody who came earlier for this transaction is gone. Thread-safe.
  Task<Turn> wait(std::int64_t book_id, std::string uuid);
  /// Transactions that somebody has, or waits for.
  std::size_t queues() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

class Turns::Turn {
 public:
  Turn(Turn&&) noexcept;
  Turn& operator=(Turn&&) = delete;
  ~Turn();
  /// Gives the place up early: what follows needs no turn.
  void end();

 private:
  friend class Turns;
  struct Place;
  explicit Turn(std::unique_ptr<Place> place);
  std::unique_ptr<Place> place_;
};

}  // namespace guichet::payments
