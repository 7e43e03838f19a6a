#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace guichet::acquiring {

enum class Operation { authorise, capture, refund, inquire, reverse };

/// How an acquirer, or the wire to it, misbehaves once.
struct Fault {
  enum class Kind {
    none,
    slow,        // at the acquirer at once, decided and answered after `delay`
    silent,      // decided and in the books at once; the answer never arrives, and the wire
                 // breaks after `delay` (0: the caller waits for its deadline)
    lost,        // the request never arrives, nothing is in the books; `delay` as above
    late,        // the request arrives `delay` after the caller's deadline
    duplicate,   // the request arrives twice; the books hold it once
    contradict,  // the books hold an approval, the answer says declined "05"
    decline      // declined with `code`: captures and refunds, whose card says nothing
  };
  Kind kind = Kind::none;
  std::chrono::milliseconds delay{0};
  std::string code;
};

/// Upper-case names of the protocol: "AUTHORISE", "SLOW".
std::string_view name_of(Operation operation);
std::string_view name_of(Fault::Kind kind);
std::optional<Operation> parse_operation(std::string_view name);
std::optional<Fault::Kind> parse_fault_kind(std::string_view name);

/// Faults waiting for their victims, first come first served per operation. Thread-safe.
class Faults {
 public:
  static constexpr std::size_t queue_max = 10'000;

  /// The next `count` messages of this operation meet `fault`, after those queued before. False,
  /// and nothing queued, when the queue is full.
  bool add(Operation operation, Fault fault, std::size_t count = 1);
  /// Takes the next fault of this operation; kind none when nothing waits.
  Fault take(Operation operation);
  void clear();
  std::size_t waiting() const;

 private:
  struct Waiting {
    Operation operation;
    Fault fault;
  };
  mutable std::mutex mutex_;
  std::deque<Waiting> queue_;
};

}  // namespace guichet::acquiring
