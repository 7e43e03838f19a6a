#include "jobs/crew.hpp"

#include <algorithm>
#include <memory>

#include "base/log.hpp"

namespace guichet::jobs {

namespace {

// Everything here runs on the one scheduler of its crew, hence no lock.
struct Crew {
  std::string name;
  std::vector<std::function<Task<>()>> work;
  std::size_t next = 0;
  std::size_t hands = 0;
  Event done;
};

Task<> run_hand(std::shared_ptr<Crew> crew) {
  while (crew->next < crew->work.size()) {
    // The closure stays in the crew while its coroutine runs: a coroutine's captures live there.
    const std::size_t mine = crew->next++;
    try {
      co_await crew->work[mine]();
    } catch (const std::exception& error) {
      log::error("crew.work_failed", {{"crew", crew->name}, {"reason", error.what()}});
    }
  }
  if (--crew->hands == 0) crew->done.set();
}

}  // namespace

Task<> run_crew(std::string name, std::vector<std::function<Task<>()>> work, std::size_t hands,
                Scheduler::Duration limit) {
  if (work.empty()) co_return;
  auto crew = std::make_shared<Crew>();
  crew->name = std::move(name);
  crew->work = std::move(work);
  crew->hands = std::min(hands, crew->work.size());
  const std::size_t begun = crew->hands;
  for (std::size_t i = 0; i < begun; ++i) {
    spawn(Scheduler::current(), crew->name, run_hand(crew));
  }
  const bool all_done = co_await crew->done.wait_for(limit);
  if (!all_done) crew->next = crew->work.size();
}

}  // namespace guichet::jobs
