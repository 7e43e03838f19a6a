#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/encoding.hpp"
#include "base/simulated_scheduler.hpp"
#include "notifications/courier.hpp"
#include "sql/fake_database.hpp"
#include "sql/testing/scratch_database.hpp"

namespace guichet::notifications::testing {

/// A merchant's endpoint in memory: answers as scripted, then 200 at once.
class FakeMerchant final : public http::Client {
 public:
  struct Reply {
    int status = 200;
    Scheduler::Duration after{0};
    std::optional<http::FetchFault> fault;
    std::string body = "OK";
  };
  struct Call {
    Instant at;
    http::Outgoing request;
    std::map<std::string, std::string> form;
  };

  explicit FakeMerchant(const Clock& clock) : clock_(clock) {}

  Task<Result<http::Response, http::FetchFault>> fetch(http::Outgoing request) override {
    calls.push_back({clock_.now(), request, fields_of(request.body)});
    Reply reply = otherwise;
    if (!script.empty()) {
      reply = script.front();
      script.pop_front();
    }
    most_at_once = std::max(most_at_once, ++inside_);
    if (reply.after.count() > 0) co_await sleep_for(reply.after);
    --inside_;
    if (reply.fault) co_return Failure{*reply.fault};
    http::Response response;
    response.status = reply.status;
    response.body = reply.body;
    co_return response;
  }

  static std::map<std::string, std::string> fields_of(std::string_view body) {
    std::map<std::string, std::string> fields;
    while (!body.empty()) {
      const auto end = std::min(body.find('&'), body.size());
      const auto pair = body.substr(0, end);
      body.remove_prefix(std::min(end + 1, body.size()));
      const auto equals = pair.find('=');
      fields[std::string(pair.substr(0, equals))] =
          form_decode(pair.substr(equals + 1)).value_or("not form-encoded");
    }
    return fields;
  }

  std::vector<Call> calls;
  std::deque<Reply> script;
  Reply otherwise;
  int most_at_once = 0;

 private:
  const Clock& clock_;
  int inside_ = 0;
};

inline constexpr sql::Statement next_slot{"test.next_slot",
                                          "SELECT MIN(next_due) FROM agenda /* global */"};

/// One shop, one merchant, one database, and couriers as separate processes over them.
class OutboxFixture : public ::testing::Test {
 protected:
  static constexpr auto no_wait = Scheduler::Duration(0);
  static constexpr auto long_wait = Scheduler::Duration(30'000);

  OutboxFixture() : courier(make_courier(*db)) {
    shop->id = "69876357";
    book->id = 139752714;
    book->keys.password = Secret("testpassword_ExampleKeyForTheSpec1");
    book->shop = shop;
    auto& rule = book->rules[Rule::end_of_payment];
    rule.enabled = true;
    rule.url = "https://merchant.example/ipn?shop=1";
  }

  std::shared_ptr<Courier> make_courier(sql::Database& over, OutboxOptions options = {}) {
    auto find = [this](std::int64_t id) { return id == book->id ? BookPtr(book) : BookPtr(); };
    auto made = std::make_shared<Courier>(over, merchant, find, clock, random, options);
    made->set_text_source([this](BookPtr, std::string payment, std::string transaction, Rule) {
      return text_of(payment, transaction);
    });
    return made;
  }
  Task<std::string> text_of(std::string payment, std::string transaction) {
    if (text_fails) throw std::runtime_error("no text today");
    if (gone) co_return "";
    co_return R"({"payment":")" + payment + R"(","transaction":")" + transaction +
        R"(","state":")" + state + R"("})";
  }

  /// Commits one event, as a payment would in its own batch.
  std::string enqueue(std::string payment, std::string transaction, std::string url = "",
                      bool first = false) {
    sql::Batch batch;
    const std::string id =
        courier->enqueue(batch, *book, {payment, transaction, Rule::end_of_payment, url, first});
    EXPECT_EQ(scheduler.run(db->commit(std::move(batch))), sql::Commit::done);
    clock.advance_ms(1);
    return id;
  }
  void deliver(const std::string& id, Scheduler::Duration wait = long_wait) {
    scheduler.run(courier->deliver_now(book, id, wait));
  }
  /// Moves time in steps and lets `agenda` do what is due, as the wiring does.
  void let_agenda_run(std::int64_t seconds, std::shared_ptr<Courier> by = {}) {
    if (!by) by = courier;
    jobs::Agenda agenda(*db, clock, "worker");
    agenda.add_kind({"notifications", [by](std::int64_t id, Instant now) {
                       return by->run_due(id, now);
                     }});
    const Instant end = clock.now().plus_seconds(seconds);
    while (clock.now() < end) {
      scheduler.run(agenda.run_once());
      // To the next slot, but in steps: calls under way note slots too.
      const auto slots = scheduler.run(db->read(next_slot, {}));
      std::int64_t step_ms = 10'000;
      if (!slots[0].is_null(0)) step_ms = std::min(step_ms, slots[0].integer(0) - clock.now().ms);
      step_ms = std::max<std::int64_t>(step_ms, 1000);
      scheduler.run_for(Scheduler::Duration(std::min(step_ms, end.ms - clock.now().ms)));
    }
  }
  std::vector<Outbox::Delivery> log() {
    return scheduler.run(store::read_log(*db, book->id, 1000));
  }
  OutboxRow row(const std::string& id) {
    const auto key = RowKey::parse(id);
    for (auto& one : scheduler.run(store::read_payment(*db, book->id, *key))) {
      if (one.event_id == key->event_id) return one;
    }
    ADD_FAILURE() << "no row " << id;
    return {};
  }
  std::vector<std::string> transactions_called() const {
    std::vector<std::string> seen;
    for (const auto& call : merchant.calls) {
      const auto& text = call.form.at("kr-answer");
      const auto start = text.find(R"("transaction":")") + 15;
      seen.push_back(text.substr(start, text.find('"', start) - start));
    }
    return seen;
  }
  static sql::Migrations all_tables() {
    sql::Migrations all = jobs::schema();
    for (const auto& one : schema()) all.push_back(one);
    return all;
  }

  // 10:07:00 UTC of a day.
  ManualClock clock{Instant{1'700'042'820'000}};
  SimulatedScheduler scheduler{clock};
  SeededRandom random{1};
  guichet::testing::ScratchDatabase db{all_tables()};
  FakeMerchant merchant{clock};
  std::shared_ptr<merchants::Shop> shop = std::make_shared<merchants::Shop>();
  std::shared_ptr<Book> book = std::make_shared<Book>();
  std::string state = "PAID";
  bool text_fails = false;
  bool gone = false;
  std::shared_ptr<Courier> courier;
};

}  // namespace guichet::notifications::testing
