#include "acquiring/connector/acquirer_service.hpp"

#include <gtest/gtest.h>

#include "acquiring/connector/wire.hpp"
#include "acquiring/sandbox/sandbox_acquirer.hpp"
#include "acquiring/sandbox/test_cards.hpp"
#include "base/simulated_scheduler.hpp"

namespace guichet::acquiring {

namespace {

class AcquirerService : public testing::Test {
 protected:
  AcquirerService() {
    SandboxOptions options;
    options.writing = LedgerWriting::memory;
    sandbox = std::make_shared<SandboxAcquirer>("", random, clock, options);
    handler = make_acquirer_handler(sandbox, &sandbox->faults(), Secret("open sesame"));
  }

  http::Request request(const char* method, const char* path, std::string body = {}) {
    http::Request request;
    request.method = method;
    request.path = path;
    request.body = std::move(body);
    request.peer = "127.0.0.1";
    request.headers.add("Authorization", "Bearer open sesame");
    return request;
  }
  http::Response answer(http::Request message) { return scheduler.run(handler(message)); }
  http::Response answer(const char* method, const char* path, std::string body = {}) {
    return answer(request(method, path, std::move(body)));
  }

  SeededRandom random{1};
  ManualClock clock{Instant{0}};
  SimulatedScheduler scheduler{clock};
  std::shared_ptr<SandboxAcquirer> sandbox;
  http::Handler handler;
};

constexpr const char* inquiry = R"({"requestId":"a","deadlineMs":1000})";

}  // namespace

TEST_F(AcquirerService, EntranceNeedsTheTokenAndTlsFromOutside) {
  EXPECT_EQ(answer("POST", "/v1/inquire", inquiry).status, 200);

  auto stranger = request("POST", "/v1/inquire", inquiry);
  stranger.headers = {};
  EXPECT_EQ(answer(stranger).status, 401);
  stranger.headers.add("Authorization", "Bearer open sesam");
  EXPECT_EQ(answer(stranger).status, 401);

  auto outside = request("POST", "/v1/inquire", inquiry);
  outside.peer = "192.0.2.1";
  EXPECT_EQ(answer(outside).status, 403);
  outside.secure = true;
  EXPECT_EQ(answer(outside).status, 200);
}

TEST_F(AcquirerService, WhatIsNoMessageIsRefused) {
  EXPECT_EQ(answer("POST", "/v1/authorise", "{}").status, 400);
  EXPECT_EQ(answer("POST", "/v1/capture", "").status, 400);
  EXPECT_EQ(answer("POST", "/v1/reverse", "[]").status, 400);
  EXPECT_EQ(answer("POST", "/v1/unheard-of", "{}").status, 404);
  EXPECT_EQ(answer("GET", "/v1/authorise").status, 405);
  EXPECT_EQ(answer("POST", "/v1/ranges").status, 405);
  EXPECT_EQ(answer("POST", "/v1/inquire", std::string(wire::body_bytes_max + 1, ' ')).status, 413);
}

TEST_F(AcquirerService, AuthorisesAndTellsNoCardNumberBack) {
  const std::string number(test_cards().front().number);
  const Authorise payment{.request_id = "0198c0de000000000000000000000001",
                          .transaction = "0198c0deffffffffffffffffffffffff",
                          .mid = "7700123",
                          .brand = "CB",
                          .money = {990, *Currency::find("EUR")},
                          .pan = *Pan::parse(number),
                          .expiry = {12, 2030},
                          .deadline = std::chrono::milliseconds{1000}};
  const auto response = answer("POST", "/v1/authorise", wire::encode(payment));
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(std::holds_alternative<Approved>(wire::decode_outcome(response.body)));
  EXPECT_EQ(response.body.find(number), std::string::npos);
  EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
}

TEST_F(AcquirerService, FaultsAreProgrammedAndCleared) {
  const auto* fault = R"({"operation":"AUTHORISE","kind":"SILENT","delayMs":5,"count":3})";
  EXPECT_EQ(answer("POST", "/v1/faults", fault).body, R"({"waiting":3})");
  EXPECT_EQ(sandbox->faults().take(Operation::authorise).kind, Fault::Kind::silent);
  EXPECT_EQ(answer("GET", "/v1/faults").body, R"({"waiting":2})");
  EXPECT_EQ(answer("DELETE", "/v1/faults").body, R"({"waiting":0})");
  EXPECT_EQ(answer("POST", "/v1/faults", R"({"operation":"AUTHORISE","kind":"X"})").status, 400);
  const auto* many = R"({"operation":"REVERSE","kind":"LOST","count":10000})";
  EXPECT_EQ(answer("POST", "/v1/faults", many).status, 200);
  EXPECT_EQ(answer("POST", "/v1/faults", fault).status, 409);
}

TEST_F(AcquirerService, FaultsOfARealAcquirerCannotBeProgrammed) {
  handler = make_acquirer_handler(sandbox, nullptr, Secret("open sesame"));
  EXPECT_EQ(answer("GET", "/v1/faults").status, 404);
}

TEST_F(AcquirerService, RangesAreServed) {
  const auto read = wire::decode_ranges(answer("GET", "/v1/ranges").body);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->size(), sandbox->ranges().all().size());
}

}  // namespace guichet::acquiring
