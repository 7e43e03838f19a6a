#include "acquiring/sandbox/ledger.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <deque>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <system_error>

#include "acquiring/sandbox/ledger_writer.hpp"

namespace guichet::acquiring {

namespace {

std::string fresh_path(const char* name) {
  const auto path = std::filesystem::path(testing::TempDir()) /
                    ("guichet-" + std::to_string(::getpid()) + "-" + name + ".jsonl");
  std::filesystem::remove(path);
  return path.string();
}

LedgerEntry entry(int number) {
  LedgerEntry line;
  line.at = Instant{1'760'000'000'123};
  line.operation = "AUTHORISE";
  line.request = "request-" + std::to_string(number);
  line.transaction = "0198c0deffffffffffffffffffffffff";
  line.amount = 990;
  line.currency = "EUR";
  line.result = "APPROVED";
  line.code = "0";
  return line;
}

void append_text(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::app | std::ios::binary) << text;
}

const auto ignore = [](const LedgerEntry&) {};

/// Runs what other threads resume; its timers never fire, so a wait ends by the disk alone.
class QueueScheduler final : public Scheduler {
 public:
  void call(std::function<void()> work) override {
    std::lock_guard lock(mutex_);
    ready_.push_back(std::move(work));
    wake_.notify_one();
  }
  void resume(std::coroutine_handle<> handle) override {
    call([handle] { handle.resume(); });
  }
  Timer call_after(Duration, std::function<void()>) override { return ++timers_; }
  void cancel(Timer) override { ++cancelled_; }

  void run_until(const int& count, int target) {
    Scope scope(*this);
    std::unique_lock lock(mutex_);
    while (count < target) {
      wake_.wait(lock, [this] { return !ready_.empty(); });
      auto work = std::move(ready_.front());
      ready_.pop_front();
      lock.unlock();
      work();
      lock.lock();
    }
  }
  std::uint64_t timers() const { return timers_; }
  std::uint64_t cancelled() const { return cancelled_; }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> ready_;
  std::uint64_t timers_ = 0;
  std::uint64_t cancelled_ = 0;
};

Task<> append_and_wait(LedgerWriter& writer, int number, const std::string& path, int& done,
                       int& missing) {
  const auto position = writer.append(entry(number));
  const bool durable = co_await writer.durable(position, std::chrono::milliseconds{10'000});
  const auto lines = durable ? read_ledger(path).size() : 0;
  if (lines < position) ++missing;
  ++done;
}

/// A disk that is full after so many bytes of one file.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    auto small = before_;
    small.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit before_{};
};

}  // namespace

TEST(Ledger, LinesHaveTheAgreedMembersFirst) {
  EXPECT_EQ(format_ledger_line(entry(1)),
            "{\"at\":\"2025-10-09T08:53:20.123Z\",\"operation\":\"AUTHORISE\","
            "\"request\":\"request-1\",\"transaction\":\"0198c0deffffffffffffffffffffffff\","
            "\"amount\":990,\"currency\":\"EUR\",\"result\":\"APPROVED\",\"code\":\"0\"}\n");
}

TEST(Ledger, EntriesAreReadBackWhole) {
  const auto path = fresh_path("whole");
  auto written = entry(1);
  written.authorisation_number = "3fab12";
  written.issuer_transaction_identifier = "1234567890123456";
  written.original = "other";
  written.card = "502500XXXXXX0006";
  append_text(path, format_ledger_line(written));
  const auto read = read_ledger(path);
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].at, written.at);
  EXPECT_EQ(format_ledger_line(read[0]), format_ledger_line(written));
  EXPECT_TRUE(read_ledger(path + ".none").empty());
}

TEST(Ledger, TornLastLineIsLeftOutAndCutOff) {
  const auto path = fresh_path("torn");
  const auto line = format_ledger_line(entry(1));
  for (std::size_t torn = 1; torn < line.size(); torn += 7) {
    std::filesystem::remove(path);
    append_text(path, line);
    append_text(path, line.substr(0, torn));
    EXPECT_EQ(read_ledger(path).size(), 1u);
    LedgerWriter writer(path, LedgerWriting::direct);
    writer.start(ignore);
    writer.append(entry(2));
    const auto read = read_ledger(path);
    ASSERT_EQ(read.size(), 2u);
    EXPECT_EQ(read[1].request, "request-2");
  }
}

TEST(Ledger, DamageBeforeTheLastLineIsAnError) {
  const auto path = fresh_path("damaged");
  append_text(path, "{\"at\":\"nonsense\"}\n" + format_ledger_line(entry(1)));
  EXPECT_THROW(read_ledger(path), std::runtime_error);
}

TEST(Ledger, BelongsToOneWriter) {
  const auto path = fresh_path("locked");
  LedgerWriter writer(path, LedgerWriting::direct);
  EXPECT_THROW(LedgerWriter(path, LedgerWriting::direct), std::system_error);
}

TEST(Ledger, DirectWriterIsDurableAtOnce) {
  const auto path = fresh_path("direct");
  LedgerWriter writer(path, LedgerWriting::direct);
  writer.start(ignore);
  EXPECT_EQ(writer.append(entry(1)), 1u);
  EXPECT_EQ(read_ledger(path).size(), 1u);
}

// design.md 5: flushed before it answers, in groups.
TEST(Ledger, GroupedWriterAnswersOnlyWhatIsInTheFile) {
  const auto path = fresh_path("grouped");
  LedgerWriter writer(path, LedgerWriting::grouped);
  writer.start(ignore);
  QueueScheduler scheduler;
  constexpr int count = 100;
  int done = 0;
  int missing = 0;
  for (int i = 0; i < count; ++i) {
    spawn(scheduler, "append", append_and_wait(writer, i, path, done, missing));
  }
  scheduler.run_until(done, count);
  EXPECT_EQ(missing, 0);
  const auto read = read_ledger(path);
  ASSERT_EQ(read.size(), std::size_t{count});
  for (int i = 0; i < count; ++i) EXPECT_EQ(read[i].request, entry(i).request);
  EXPECT_EQ(scheduler.timers(), scheduler.cancelled()) << "no timer may pile up";
}

// An answer that cannot be proved is not given, and half a line never stays in the file.
TEST(Ledger, FullDiskIsNeverDurable) {
  for (const auto writing : {LedgerWriting::grouped, LedgerWriting::direct}) {
    const auto path = fresh_path("full");
    const auto line = format_ledger_line(entry(1)).size();
    LedgerWriter writer(path, writing);
    writer.start(ignore);
    QueueScheduler scheduler;
    int done = 0;
    int missing = 0;
    spawn(scheduler, "fits", append_and_wait(writer, 1, path, done, missing));
    scheduler.run_until(done, 1);
    EXPECT_EQ(missing, 0);
    {
      const SmallDisk disk(line + line / 2);
      spawn(scheduler, "does not fit", append_and_wait(writer, 2, path, done, missing));
      scheduler.run_until(done, 2);
    }
    EXPECT_EQ(missing, 1);
    EXPECT_EQ(std::filesystem::file_size(path), line);
    spawn(scheduler, "too late", append_and_wait(writer, 3, path, done, missing));
    scheduler.run_until(done, 3);
    EXPECT_EQ(missing, 2) << "a ledger with a gap proves nothing";
  }
}

}  // namespace guichet::acquiring
