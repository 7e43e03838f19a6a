#pragma once

#include <algorithm>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "acquiring/acquirer.hpp"
#include "sql/database.hpp"

namespace guichet::payments::testing {

/// What a coroutine of a killed process meets: it unwinds without another effect.
struct Killed : std::exception {
  const char* what() const noexcept override { return "process killed"; }
};

/// The life of one gateway process. Once it has ended, nothing of that process reaches the store
/// or the acquirer any more: the frames that are left unwind, as memory goes with a process.
class Life {
 public:
  void end() { over_ = true; }
  bool over() const { return over_; }
  void check() const {
    if (over_) throw Killed{};
  }
  /// Ends before, or after, the next act whose name contains `act`: a statement of a commit, or
  /// "authorise", "inquire", "reverse".
  void end_before(std::string act) { before_ = std::move(act); }
  void end_after(std::string act) { after_ = std::move(act); }
  /// Calls `work` after the next act of that name.
  void then(std::string act, std::function<void()> work) {
    hooks_.emplace_back(std::move(act), std::move(work));
  }

  void entering(const std::vector<std::string>& acts) {
    check();
    if (names(acts, before_)) end();
    check();
  }
  void left(const std::vector<std::string>& acts) {
    for (auto hook = hooks_.begin(); hook != hooks_.end(); ++hook) {
      if (!names(acts, hook->first)) continue;
      const auto work = std::move(hook->second);
      hooks_.erase(hook);
      work();
      break;
    }
    if (names(acts, after_)) end();
    check();
  }

 private:
  static bool names(const std::vector<std::string>& acts, const std::string& wanted) {
    return !wanted.empty() && std::any_of(acts.begin(), acts.end(), [&](const std::string& act) {
      return act.find(wanted) != std::string::npos;
    });
  }
  bool over_ = false;
  std::string before_, after_;
  std::vector<std::pair<std::string, std::function<void()>>> hooks_;
};

/// The store as one mortal process sees it.
class MortalDatabase final : public sql::Database {
 public:
  MortalDatabase(sql::Database& inner, std::shared_ptr<Life> life)
      : inner_(inner), life_(std::move(life)) {}

  Task<sql::Rows> read(const sql::Statement& statement, sql::Parameters parameters) override {
    life_->check();
    sql::Rows rows = co_await inner_.read(statement, std::move(parameters));
    life_->check();
    co_return rows;
  }
  Task<sql::Commit> commit(sql::Batch batch) override {
    std::vector<std::string> acts;
    for (const auto& write : batch.writes()) acts.emplace_back(write.statement->name);
    life_->entering(acts);
    if (!answers.empty() && contains(acts, answers.front().first)) {
      const sql::Commit told = answers.front().second;
      answers.erase(answers.begin());
      co_return told;
    }
    const sql::Commit outcome = co_await inner_.commit(std::move(batch));
    if (outcome == sql::Commit::done) life_->left(acts);
    co_return outcome;
  }
  std::size_t queue_length() const override { return inner_.queue_length(); }

  /// Answers given instead of the next commit that has a statement of that name; nothing is
  /// written then.
  std::vector<std::pair<std::string, sql::Commit>> answers;

 private:
  static bool contains(const std::vector<std::string>& acts, const std::string& name) {
    return std::find(acts.begin(), acts.end(), name) != acts.end();
  }
  sql::Database& inner_;
  std::shared_ptr<Life> life_;
};

/// The line of one mortal process to the acquirer. Counts what it sends.
class MortalAcquirer final : public acquiring::Acquirer {
 public:
  MortalAcquirer(std::shared_ptr<acquiring::Acquirer> inner, std::shared_ptr<Life> life)
      : inner_(std::move(inner)), life_(std::move(life)) {}

  Task<acquiring::Outcome> authorise(acquiring::Authorise request) override {
    life_->entering({"authorise"});
    ++authorisations;
    codes_sent += request.security_code ? 1 : 0;
    acquiring::Outcome outcome = co_await inner_->authorise(std::move(request));
    life_->left({"authorise"});
    co_return outcome;
  }
  Task<acquiring::Outcome> capture(acquiring::Operate request) override {
    life_->entering({"capture"});
    acquiring::Outcome outcome = co_await inner_->capture(std::move(request));
    life_->left({"capture"});
    co_return outcome;
  }
  Task<acquiring::Outcome> refund(acquiring::Operate request) override {
    life_->entering({"refund"});
    acquiring::Outcome outcome = co_await inner_->refund(std::move(request));
    life_->left({"refund"});
    co_return outcome;
  }
  Task<acquiring::Inquiry> inquire(std::string request_id,
                                   std::chrono::milliseconds deadline) override {
    life_->entering({"inquire"});
    acquiring::Inquiry told = co_await inner_->inquire(std::move(request_id), deadline);
    life_->left({"inquire"});
    co_return told;
  }
  Task<acquiring::Reversal> reverse(std::string request_id, std::string transaction,
                                    std::chrono::milliseconds deadline) override {
    life_->entering({"reverse"});
    ++reversals;
    acquiring::Reversal reversal =
        co_await inner_->reverse(std::move(request_id), std::move(transaction), deadline);
    life_->left({"reverse"});
    co_return reversal;
  }
  const CardRanges& ranges() const override { return inner_->ranges(); }
  bool may_exist(const Pan& pan) const override { return inner_->may_exist(pan); }
  std::vector<acquiring::SampleCard> sample_cards() const override {
    return inner_->sample_cards();
  }

  int authorisations = 0;
  int codes_sent = 0;
  int reversals = 0;

 private:
  std::shared_ptr<acquiring::Acquirer> inner_;
  std::shared_ptr<Life> life_;
};

}  // namespace guichet::payments::testing
