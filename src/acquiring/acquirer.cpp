#include "acquiring/acquirer.hpp"

#include <utility>

#include "base/check.hpp"

namespace guichet::acquiring {

void Acquirers::add(std::string name, std::shared_ptr<Acquirer> acquirer) {
  check(acquirer != nullptr, "an acquirer must exist to be registered");
  const bool added = by_name_.emplace(std::move(name), std::move(acquirer)).second;
  check(added, "two acquirers have the same name");
}

Acquirer* Acquirers::find(const std::string& name) const {
  const auto it = by_name_.find(name);
  return it == by_name_.end() ? nullptr : it->second.get();
}

}  // namespace guichet::acquiring
