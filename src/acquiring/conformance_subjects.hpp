#pragma once

#include <unistd.h>

#include <filesystem>
#include <latch>
#include <memory>
#include <string>
#include <vector>

#include "acquiring/conformance.hpp"
#include "acquiring/sandbox/sandbox_acquirer.hpp"
#include "acquiring/sandbox/test_cards.hpp"
#include "base/random.hpp"
#include "base/scheduler.hpp"
#include "http/loop.hpp"

namespace guichet::acquiring {

/// A subject of the conformance suite on real threads and real time: the sandbox with its grouped
/// ledger, behind whatever `acquirer()` a derived subject puts before it.
class ThreadedSandbox : public ConformanceSubject {
 public:
  static constexpr std::size_t threads = 3;

  ThreadedSandbox()
      : path_((std::filesystem::path(testing::TempDir()) /
               ("guichet-" + std::to_string(::getpid()) + "-threaded.jsonl"))
                  .string()) {
    std::filesystem::remove(path_);
    SandboxOptions options;
    options.slow_delay = std::chrono::milliseconds{100};
    sandbox = std::make_shared<SandboxAcquirer>(path_, random_, clock_, options);
    for (std::size_t i = 0; i < threads; ++i) loops_.push_back(std::make_unique<http::Loop>());
  }
  ~ThreadedSandbox() override {
    loops_.clear();  // nobody resumes on a loop that is gone
    sandbox.reset();
    std::filesystem::remove(path_);
  }

  Acquirer& acquirer() override { return *sandbox; }
  void run(std::vector<Task<>> tasks) override {
    std::latch done(static_cast<std::ptrdiff_t>(tasks.size()));
    for (auto& task : tasks) {
      auto& loop = *loops_[next_++ % threads];
      spawn(loop.scheduler(), "test", finish(std::move(task), done));
    }
    done.wait();
  }
  Pan accepted_card() override { return *Pan::parse(test_cards().front().number); }
  std::optional<Pan> refused_card(std::string_view code) override {
    return Pan::parse(refusal_number(code));
  }
  Faults* faults() override { return &sandbox->faults(); }
  std::optional<std::vector<LedgerEntry>> ledger() override { return read_ledger(path_); }

  std::shared_ptr<SandboxAcquirer> sandbox;

 protected:
  http::Loop& loop() { return *loops_.front(); }

 private:
  static Task<> finish(Task<> task, std::latch& done) {
    co_await std::move(task);
    done.count_down();
  }

  std::string path_;
  SystemRandom random_;
  SystemClock clock_;
  std::vector<std::unique_ptr<http::Loop>> loops_;
  std::size_t next_ = 0;
};

}  // namespace guichet::acquiring
