#include "acquiring/sandbox/faults.hpp"

#include <algorithm>
#include <array>

namespace guichet::acquiring {

namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 5> operation_names = {"AUTHORISE", "CAPTURE", "REFUND",
                                                             "INQUIRE", "REVERSE"};
constexpr std::array<std::string_view, 8> kind_names = {
    "NONE", "SLOW", "SILENT", "LOST", "LATE", "DUPLICATE", "CONTRADICT", "DECLINE"};

template <class Enum, std::size_t n>
std::optional<Enum> parse(const std::array<std::string_view, n>& names, std::string_view name) {
  const auto it = std::ranges::find(names, name);
  if (it == names.end()) return std::nullopt;
  return static_cast<Enum>(it - names.begin());
}

}  // namespace

std::string_view name_of(Operation operation) {
  return operation_names[static_cast<std::size_t>(operation)];
}
std::string_view name_of(Fault::Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::optional<Operation> parse_operation(std::string_view name) {
  return parse<Operation>(operation_names, name);
}
std::optional<Fault::Kind> parse_fault_kind(std::string_view name) {
  return parse<Fault::Kind>(kind_names, name);
}

bool Faults::add(Operation operation, Fault fault, std::size_t count) {
  std::lock_guard lock(mutex_);
  if (count > queue_max - queue_.size()) return false;
  queue_.insert(queue_.end(), count, Waiting{operation, fault});
  return true;
}

Fault Faults::take(Operation operation) {
  std::lock_guard lock(mutex_);
  const auto it = std::ranges::find(queue_, operation, &Waiting::operation);
  if (it == queue_.end()) return {};
  const auto fault = it->fault;
  queue_.erase(it);
  return fault;
}

void Faults::clear() {
  std::lock_guard lock(mutex_);
  queue_.clear();
}

std::size_t Faults::waiting() const {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

}  // namespace guichet::acquiring
