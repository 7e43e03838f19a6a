#pragma once

#include <string>

namespace guichet::bench {

/// How quiet the machine was during a round (stack.md, measuring rule): a round with more than 3 %
/// of stolen time says nothing.
class MachineProbe {
 public:
  MachineProbe();
  /// Percent of processor time that the host took away since construction.
  double steal_percent() const;

 private:
  struct Ticks {
    unsigned long long steal = 0;
    unsigned long long all = 0;
  };
  static Ticks read();
  Ticks start_;
};

/// Median seconds of writing and flushing 4 KB in `directory`.
double flush_seconds(const std::string& directory);

}  // namespace guichet::bench
