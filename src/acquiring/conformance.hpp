#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "acquiring/acquirer.hpp"
#include "acquiring/sandbox/faults.hpp"
#include "acquiring/sandbox/ledger.hpp"
#include "base/task.hpp"

namespace guichet::acquiring {

/// An acquirer under the conformance suite, with what the suite needs around it.
///
/// A new connector joins the suite with one line:
///
///   INSTANTIATE_TEST_SUITE_P(MyBank, Conformance, testing::Values(make_my_bank_subject));
class ConformanceSubject {
 public:
  virtual ~ConformanceSubject() = default;
  virtual Acquirer& acquirer() = 0;
  /// Runs all of them at the same time, as far as the subject can, and returns when all are done.
  virtual void run(std::vector<Task<>> tasks) = 0;
  virtual Pan accepted_card() = 0;
  /// A card this acquirer refuses with `code`; nothing when it cannot be asked for.
  virtual std::optional<Pan> refused_card(std::string_view) { return std::nullopt; }
  /// Null when it cannot be made to misbehave: the rules that need it are skipped.
  virtual Faults* faults() { return nullptr; }
  /// The acquirer's own books, when the subject can show them.
  virtual std::optional<std::vector<LedgerEntry>> ledger() { return std::nullopt; }

  /// Runs one task and gives its value.
  template <class T>
  T ask(Task<T> task) {
    std::optional<T> answer;
    std::vector<Task<>> tasks;
    tasks.push_back(store(std::move(task), answer));
    run(std::move(tasks));
    return std::move(*answer);
  }

  template <class T>
  static Task<> store(Task<T> task, std::optional<T>& answer) {
    answer.emplace(co_await std::move(task));
  }
};

using ConformanceFactory = std::function<std::unique_ptr<ConformanceSubject>()>;

/// What every implementation of the acquirer port promises (acquirer.hpp).
class Conformance : public testing::TestWithParam<ConformanceFactory> {
 protected:
  void SetUp() override { subject_ = GetParam()(); }

  /// A new request id; they sort by time, as the gateway's do.
  std::string next_id();
  Authorise authorisation(const std::string& id, std::int64_t minor);
  Operate operation(const std::string& id, const std::string& original, std::int64_t minor);
  Outcome authorise(const Authorise& request);
  Outcome capture(const Operate& request);
  Outcome refund(const Operate& request);
  Inquiry inquire(const std::string& id);
  Reversal reverse(const std::string& id);
  /// Ledger lines of that operation about that request; -1 when the books are not shown.
  int lines(std::string_view operation, const std::string& id);
  /// Waits, on the subject's own time, until the books show the line.
  void await_line(std::string_view operation, const std::string& id);

  std::unique_ptr<ConformanceSubject> subject_;
  int last_id_ = 0;
};

/// The code of a Declined, "approved", "unknown" or "never seen": makes failures readable.
std::string told(const Outcome& outcome);
std::string told(const Inquiry& inquiry);

}  // namespace guichet::acquiring
