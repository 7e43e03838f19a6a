#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "acquiring/acquirer.hpp"
#include "acquiring/sandbox/faults.hpp"
#include "acquiring/sandbox/issuer.hpp"
#include "acquiring/sandbox/ledger_writer.hpp"
#include "base/random.hpp"
#include "base/time.hpp"

namespace guichet::acquiring {

struct SandboxOptions {
  LedgerWriting writing = LedgerWriting::grouped;
  Catalogue catalogue;
  std::chrono::milliseconds slow_delay{5000};  // spec/README.md rule 10
  std::size_t requests_kept_max = 1'000'000;   // see Books
};

/// The simulated acquirer of every TEST book (design.md 5): issuer, books and ledger in one.
///
/// It decides from the message alone and answers only when its ledger is on the disk. The same
/// request id gets the same outcome and one line, before and after a restart; an id that was
/// reversed is declined "17" for ever. What is on its way when the object goes away (a late
/// request) still reaches the books, as long as its scheduler runs.
///
/// Thread-safe; usable from every scheduler. `random` and `clock` must outlive it and the
/// schedulers it was used on.
class SandboxAcquirer final : public Acquirer {
 public:
  /// Opens the ledger and rebuilds the books from it. Throws std::system_error when it cannot be
  /// opened or is in use, std::runtime_error when it is damaged before its last line.
  SandboxAcquirer(const std::string& ledger_path, Random& random, const Clock& clock,
                  SandboxOptions options = {});
  ~SandboxAcquirer() override;

  Task<Outcome> authorise(Authorise request) override;
  Task<Outcome> capture(Operate request) override;
  Task<Outcome> refund(Operate request) override;
  Task<Inquiry> inquire(std::string request_id, std::chrono::milliseconds deadline) override;
  Task<Reversal> reverse(std::string request_id, std::string transaction,
                         std::chrono::milliseconds deadline) override;
  const CardRanges& ranges() const override;
  bool may_exist(const Pan& pan) const override;
  std::vector<SampleCard> sample_cards() const override;

  /// Faults for the next messages; they come before what a card or a name asks for.
  Faults& faults();

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace guichet::acquiring
