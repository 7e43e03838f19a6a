#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/scheduler.hpp"
#include "base/task.hpp"

namespace guichet::jobs {

/// Works through `work` in order, at most `hands` pieces at the same time, on the current
/// scheduler. Returns when everything is done, or after `limit`: what was begun then goes on by
/// itself, what was not begun is dropped. An exception that leaves a piece is logged with `name`
/// and ends that piece only.
Task<> run_crew(std::string name, std::vector<std::function<Task<>()>> work, std::size_t hands,
                Scheduler::Duration limit);

}  // namespace guichet::jobs
