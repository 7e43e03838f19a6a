#include "payments/turns.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <utility>

namespace guichet::payments {

namespace {
using Key = std::pair<std::int64_t, std::string>;
using Queue = std::deque<std::shared_ptr<Event>>;  // the first has the turn
}  // namespace

struct Turns::State {
  mutable std::mutex mutex;
  std::map<Key, Queue> queues;
};

struct Turns::Turn::Place {
  std::shared_ptr<State> state;
  Key key;
  std::shared_ptr<Event> event;

  // Whoever stood behind the first is first now. One who waited too long leaves from the middle.
  void leave() {
    std::lock_guard lock(state->mutex);
    const auto queue = state->queues.find(key);
    std::erase(queue->second, event);
    if (queue->second.empty()) {
      state->queues.erase(queue);
    } else {
      queue->second.front()->set();
    }
  }
};

Turns::Turn::Turn(std::unique_ptr<Place> place) : place_(std::move(place)) {}

Turns::Turn::Turn(Turn&&) noexcept = default;
Turns::Turn::~Turn() { end(); }

void Turns::Turn::end() {
  if (place_) place_->leave();
  place_.reset();
}

Turns::Turns() : state_(std::make_shared<State>()) {}

std::size_t Turns::queues() const {
  std::lock_guard lock(state_->mutex);
  return state_->queues.size();
}

Task<Turns::Turn> Turns::wait(std::int64_t book_id, std::string uuid) {
  auto event = std::make_shared<Event>();
  Turn turn(std::make_unique<Turn::Place>(
      Turn::Place{state_, {book_id, std::move(uuid)}, event}));
  bool first = false;
  {
    std::lock_guard lock(state_->mutex);
    Queue& queue = state_->queues[turn.place_->key];
    queue.push_back(event);
    first = queue.size() == 1;
  }
  if (!first) co_await event->wait_for(wait_max);
  co_return std::move(turn);
}

}  // namespace guichet::payments
