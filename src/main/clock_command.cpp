#include <cstdio>

#include "base/duration.hpp"
#include "http/loop.hpp"
#include "main/commands.hpp"
#include "main/engine.hpp"
#include "main/offline.hpp"
#include "sql/directory_lock.hpp"

namespace guichet::app {

namespace {

constexpr auto answer_time_max = std::chrono::seconds(30);
constexpr auto look_again_after = std::chrono::milliseconds(100);

int complain(const std::string& text) {
  std::fprintf(stderr, "guichet: %s\n", text.c_str());
  return 1;
}

Result<Instant, std::string> target_of(const ClockOrder& order, Instant ahead, Instant wall) {
  const bool advance = !order.advance.empty();
  const auto target =
      advance ? add_duration(ahead, order.advance) : parse_date_time(order.set);
  if (!target) {
    return Failure{std::string(advance ? "not an ISO 8601 duration such as P6DT2H: "
                                       : "not an ISO 8601 date and time with an offset: ") +
                   (advance ? order.advance : order.set)};
  }
  if (target->ms / 1000 < ahead.ms / 1000) {
    return Failure{std::string("a clock never goes backwards")};
  }
  if (*target > wall.plus_days(jobs::ClockMoves::days_ahead_max)) {
    return Failure{std::string("a clock is at most ten years ahead")};
  }
  return *target;
}

void print(Instant now, const jobs::ClockMove& move) {
  std::printf("%s, %d jobs run%s\n", format_date_time(now).c_str(), move.jobs_run,
              move.done ? "" : ", going on");
}

/// What is wrong with an order: ends it before anything is written.
struct CannotMove : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Task<> give_order(jobs::ClockMoves& moves, std::int64_t book_id, ClockOrder order, Instant wall) {
  const auto choose = [&order, wall](Instant ahead) {
    const auto target = target_of(order, ahead, wall);
    if (!target) throw CannotMove(target.reason());
    return *target;
  };
  co_await moves.order(book_id, choose);
}

/// Beside a running gateway: the order is left in the store, whose server carries it out.
Task<int> order_and_wait(OfflineStore& store, ClockOrder order) {
  const auto book = store.directory->find(order.shop_id, merchants::Mode::test);
  if (!book) co_return complain("there is no shop " + order.shop_id);
  jobs::Calendar calendar(*store.db);
  jobs::ClockMoves moves(*store.db, store.clock, calendar, store.directory->clocks());
  const Instant start = store.clock.now();
  if (!order.advance.empty() || !order.set.empty()) {
    co_await give_order(moves, book->id, order, start);
  }
  for (;;) {
    const auto move = co_await moves.last(book->id);
    const bool late = store.clock.now() >= start.plus_ms(
        std::chrono::milliseconds(answer_time_max).count());
    if (!move || move->done || late) {
      co_await store.directory->refresh();
      print(book->business_time(store.clock.now()),
            move.value_or(jobs::ClockMove{.done = true}));
      co_return 0;
    }
    co_await sleep_for(look_again_after);
  }
}

/// Nobody serves the directory: this process does what falls due.
Task<int> move_alone(Engine& engine, ClockOrder order) {
  const auto book = engine.directory->find(order.shop_id, merchants::Mode::test);
  if (!book) co_return complain("there is no shop " + order.shop_id);
  co_await give_order(*engine.clock_moves, book->id, order, engine.clock.now());
  const auto move =
      co_await engine.clock_moves->carry_out(*engine.agenda, book->id, std::chrono::hours(24));
  print(book->business_time(engine.clock.now()), move);
  co_return 0;
}

int run_alone(const Config& config, const ClockOrder& order) {
  std::unique_ptr<Engine> engine;
  std::exception_ptr failure;
  int result = 1;
  http::Loop loop;
  loop.run([](const Config& settings, const ClockOrder& what, std::unique_ptr<Engine>& opened,
              int& code, std::exception_ptr& failed) -> Task<> {
    try {
      opened = co_await Engine::open(settings, settings.public_url);
      code = co_await move_alone(*opened, what);
    } catch (...) {
      failed = std::current_exception();
    }
  }(config, order, engine, result, failure));
  engine.reset();
  if (failure) std::rethrow_exception(failure);
  return result;
}

}  // namespace

int move_clock(const Config& config, const ClockOrder& order) try {
  const bool moves = !order.advance.empty() || !order.set.empty();
  if (!order.advance.empty() && !order.set.empty()) return complain("one of --advance and --set");
  std::unique_ptr<sql::DirectoryLock> lock;
  if (moves) {
    try {
      lock = std::make_unique<sql::DirectoryLock>(config.data_dir);
    } catch (const sql::DatabaseError&) {
      lock.reset();  // a gateway serves it
    }
  }
  if (lock) return run_alone(config, order);
  return with_store(config, false, [&order](OfflineStore& store) {
    return order_and_wait(store, order);
  });
} catch (const CannotMove& problem) {
  return complain(problem.what());
}

}  // namespace guichet::app
