#include "sql/fake_database.hpp"

#include <utility>

namespace guichet::sql {

namespace {
constexpr std::uint64_t delay_ms_max = 20;
}

Task<> FakeDatabase::delay() {
  return sleep_for(Scheduler::Duration(static_cast<std::int64_t>(random_.below(delay_ms_max + 1))));
}

Task<Rows> FakeDatabase::read(const Statement& statement, Parameters parameters) {
  co_await delay();
  Rows rows = co_await inner_.read(statement, std::move(parameters));
  co_await delay();
  co_return rows;
}

Task<Commit> FakeDatabase::commit(Batch batch) {
  // The script is followed in the order of the calls, whatever the order of their ends.
  Mishap mishap = Mishap::none;
  if (!script_.empty()) {
    mishap = script_.front();
    script_.pop_front();
  }
  co_await delay();
  if (mishap == Mishap::conflict) co_return Commit::conflict;
  if (mishap == Mishap::lost_before) co_return Commit::unavailable;
  const Commit outcome = co_await inner_.commit(std::move(batch));
  co_await delay();
  co_return mishap == Mishap::lost_after ? Commit::unavailable : outcome;
}

}  // namespace guichet::sql
