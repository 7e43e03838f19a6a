#include "acquiring/connector/http_acquirer.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "acquiring/conformance_subjects.hpp"
#include "acquiring/connector/acquirer_service.hpp"
#include "acquiring/connector/wire.hpp"
#include "base/simulated_scheduler.hpp"
#include "http/server.hpp"

namespace guichet::acquiring {

namespace {

using std::chrono::milliseconds;

constexpr const char* token = "a-shared-secret";

/// The whole way: connector, sockets, service, sandbox.
class OverSockets final : public ThreadedSandbox {
 public:
  OverSockets()
      : server_(options(), make_acquirer_handler(sandbox, &sandbox->faults(), Secret(token))) {
    server_.start();
    const auto port = std::to_string(server_.bound().front().port);
    connector_ = std::make_unique<HttpAcquirer>(*http::Url::parse("http://127.0.0.1:" + port),
                                                Secret(token), client_);
  }
  ~OverSockets() override {
    server_.drain(milliseconds{5000});  // the service may still wait for a silent acquirer
    server_.stop();
  }
  Acquirer& acquirer() override { return *connector_; }
  HttpAcquirer& connector() { return *connector_; }

 private:
  static http::ServerOptions options() {
    http::ServerOptions options;
    options.listen = {{.address = "127.0.0.1"}};
    return options;
  }

  std::shared_ptr<http::Client> client_ = http::make_client();
  http::Server server_;
  std::unique_ptr<HttpAcquirer> connector_;
};

INSTANTIATE_TEST_SUITE_P(HttpConnector, Conformance,
                         testing::Values([] { return std::make_unique<OverSockets>(); }));

/// Answers what it is told and remembers what it was asked.
class FakeClient final : public http::Client {
 public:
  Task<Result<http::Response, http::FetchFault>> fetch(http::Outgoing request) override {
    asked.push_back(std::move(request));
    if (throws) throw std::runtime_error("out of sockets");
    if (fault) co_return Failure{*fault};
    co_return answer;
  }

  std::vector<http::Outgoing> asked;
  http::Response answer;
  std::optional<http::FetchFault> fault;
  bool throws = false;
};

class Connector : public testing::Test {
 protected:
  Inquiry inquire() { return scheduler.run(acquirer.inquire("a", milliseconds{2500})); }

  ManualClock clock{Instant{0}};
  SimulatedScheduler scheduler{clock};
  std::shared_ptr<FakeClient> client = std::make_shared<FakeClient>();
  HttpAcquirer acquirer{*http::Url::parse("https://bank.example/guichet/"), Secret(token), client};
};

}  // namespace

TEST_F(Connector, RequestsAreThoseOfTheProtocol) {
  client->answer.body = R"({"outcome":"NEVER_SEEN"})";
  EXPECT_EQ(told(inquire()), "never seen");
  ASSERT_EQ(client->asked.size(), 1u);
  const auto& request = client->asked.front();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url.host, "bank.example");
  EXPECT_EQ(request.url.target, "/guichet/v1/inquire");
  EXPECT_EQ(request.url.text, "https://bank.example/guichet/v1/inquire");
  EXPECT_EQ(request.headers.get("authorization"), "Bearer a-shared-secret");
  EXPECT_EQ(request.body, R"({"requestId":"a","deadlineMs":2500})");
  EXPECT_EQ(request.total_time_max, milliseconds{2500});
  EXPECT_LE(request.connect_time_max, milliseconds{2500});
}

TEST_F(Connector, WhateverGoesWrongIsUnknown) {
  client->answer.body = R"({"outcome":"APPROVED"})";
  for (const int status : {201, 302, 400, 401, 500, 503}) {
    client->answer.status = status;
    EXPECT_EQ(told(inquire()), "unknown") << status;
  }
  client->answer.status = 200;
  client->fault = http::FetchFault::timed_out;
  EXPECT_EQ(told(inquire()), "unknown");
  EXPECT_EQ(scheduler.run(acquirer.reverse("a", "b", milliseconds{1000})), Reversal::unknown);
  client->fault.reset();
  client->throws = true;
  EXPECT_EQ(told(inquire()), "unknown");
}

TEST_F(Connector, NothingIsSentWithoutTime) {
  EXPECT_EQ(told(scheduler.run(acquirer.inquire("a", milliseconds{0}))), "unknown");
  EXPECT_TRUE(client->asked.empty());
}

TEST_F(Connector, RangesAreEmptyUntilFetchedAndKeptWhenARefreshFails) {
  const auto digits = test_cards().front().number;
  EXPECT_EQ(acquirer.ranges().find_prefix(digits), nullptr);
  client->answer.body = wire::encode(test_ranges());
  EXPECT_TRUE(scheduler.run(acquirer.refresh_ranges()));
  const auto& before = acquirer.ranges();
  EXPECT_NE(before.find_prefix(digits), nullptr);
  EXPECT_TRUE(scheduler.run(acquirer.refresh_ranges()));
  EXPECT_EQ(&acquirer.ranges(), &before) << "an unchanged table stays where it is";
  client->answer.body = "{}";
  EXPECT_FALSE(scheduler.run(acquirer.refresh_ranges()));
  EXPECT_NE(acquirer.ranges().find_prefix(digits), nullptr);
  EXPECT_EQ(client->asked.back().method, "GET");
  EXPECT_EQ(client->asked.back().url.target, "/guichet/v1/ranges");
}

TEST_F(Connector, RangesAreFetchedAtTheStartAndEveryPeriod) {
  client->answer.body = wire::encode(test_ranges());
  const auto stop = std::make_shared<Event>();
  spawn(scheduler, "ranges", acquirer.keep_ranges_fresh(milliseconds{3'600'000}, stop));
  scheduler.run_for(milliseconds{1});
  EXPECT_EQ(client->asked.size(), 1u);
  scheduler.run_for(milliseconds{3'600'000});
  EXPECT_EQ(client->asked.size(), 2u);
  client->fault = http::FetchFault::no_connection;
  scheduler.run_for(milliseconds{3'600'000});
  EXPECT_EQ(client->asked.size(), 3u);
  scheduler.run_for(milliseconds{60'000});
  EXPECT_EQ(client->asked.size(), 4u) << "a failure is tried again after a minute";
  stop->set();
  scheduler.run_ready();
}

TEST(ConnectorAddress, CardDataNeedsTlsOutsideThisMachine) {
  const auto client = std::make_shared<FakeClient>();
  const auto make = [&](const char* url) {
    HttpAcquirer acquirer(*http::Url::parse(url), Secret(), client);
  };
  EXPECT_NO_THROW(make("https://bank.example/"));
  EXPECT_NO_THROW(make("http://127.0.0.1:4000/"));
  EXPECT_NO_THROW(make("http://[::1]:4000/"));
  EXPECT_THROW(make("http://bank.example/"), std::invalid_argument);
  EXPECT_THROW(make("http://10.0.0.1/"), std::invalid_argument);
}

TEST(ConnectorOverSockets, RangesCrossTheWire) {
  OverSockets subject;
  EXPECT_TRUE(subject.ask(subject.connector().refresh_ranges()));
  EXPECT_EQ(wire::encode(subject.connector().ranges()), wire::encode(subject.sandbox->ranges()));
}

}  // namespace guichet::acquiring
