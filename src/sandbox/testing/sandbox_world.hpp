#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "contract/error.hpp"
#include "merchants/testing/directory_world.hpp"
#include "notifications/testing/fixture.hpp"
#include "sandbox/sandbox.hpp"

namespace guichet::sandbox::testing {

/// The sandbox over a real outbox, a merchant in memory, and the demo shop.
struct SandboxTest : ::testing::Test {
  static sql::Migrations every_table() {
    sql::Migrations all = guichet::testing::directory_migrations();
    for (const auto& room : {jobs::schema(), notifications::schema()}) {
      all.insert(all.end(), room.begin(), room.end());
    }
    return all;
  }

  guichet::testing::DirectoryWorld world{every_table()};
  notifications::testing::FakeMerchant merchant{world.clock};
  notifications::Outbox outbox{*world.db, merchant, world.directory, world.clock, world.random, {}};
  acquiring::Faults faults;
  std::vector<ApiCall> calls;
  std::vector<RemittanceRow> remittances;
  std::string text = R"({"orderStatus":"PAID","_type":"V4/Payment"})";
  merchants::BookPtr book;
  std::vector<http::Request> api_calls;
  std::string api_answer = R"({"status":"SUCCESS","answer":{"formToken":"01token"}})";
  Sandbox sandbox{{outbox, world.directory, faults, world.clock, [this] { return calls; },
                   [this](http::Request request) { return call_api(std::move(request)); },
                   world.random,
                   {[this](merchants::BookPtr) { return list_remittances(); },
                    [](merchants::BookPtr, std::string mid, std::int64_t number) {
                      return remittance_text(std::move(mid), number);
                    }},
                   [this](merchants::BookPtr, std::string uuid) { return note(uuid); }},
                  {.server_url = "http://127.0.0.1:8080"}};

  void SetUp() override {
    world.apply(std::string(merchants::demo_shop_toml));
    book = world.directory.find("69876357", merchants::Mode::test);
    ASSERT_TRUE(book);
    outbox.set_text_source([this](merchants::BookPtr, std::string, std::string, merchants::Rule) {
      return make_text();
    });
  }
  Task<> note(std::string uuid) {
    if (uuid == std::string(32, '0')) throw contract::Refusal("PSP_010");
    charged_back.push_back(std::move(uuid));
    co_return;
  }
  std::vector<std::string> charged_back;
  Task<std::string> make_text() { co_return text; }
  Task<http::Response> call_api(http::Request request) {
    api_calls.push_back(std::move(request));
    http::Response response;
    response.body = api_answer;
    co_return response;
  }
  Task<std::vector<RemittanceRow>> list_remittances() { co_return remittances; }
  static Task<std::optional<std::string>> remittance_text(std::string mid, std::int64_t number) {
    if (mid == "none" || number == 0) co_return std::nullopt;
    co_return "text of " + mid + "/" + std::to_string(number);
  }

  /// One event, committed and sent once; gives its outbox id.
  std::string notify(std::string url = "http://shop.example/ipn") {
    sql::Batch batch;
    const notifications::Event event{"payment", "transaction", merchants::Rule::end_of_payment,
                                     std::move(url)};
    const auto id = outbox.enqueue(batch, *book, event);
    EXPECT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
    world.run(outbox.deliver_now(book, id, Scheduler::Duration(30'000)));
    world.clock.advance_ms(1000);
    return id;
  }

  http::Response ask(std::string method, std::string target, std::string body = {},
                     std::string content_type = "application/json") {
    http::Request request;
    request.method = std::move(method);
    const auto mark = std::min(target.find('?'), target.size());
    request.path = target.substr(0, mark);
    request.query = target.substr(std::min(mark + 1, target.size()));
    request.body = std::move(body);
    request.headers.add("Content-Type", std::move(content_type));
    return world.run(sandbox.handle(request));
  }
  http::Response get(std::string target) { return ask("GET", std::move(target)); }
  http::Response post(std::string target, std::string body) {
    return ask("POST", std::move(target), std::move(body));
  }
};

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace guichet::sandbox::testing
