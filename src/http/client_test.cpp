#include "http/client.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "http/loop.hpp"
#include "http/raw_peer.hpp"
#include "http/server.hpp"

namespace guichet::http {
namespace {

using namespace std::chrono_literals;
using testing::RawListener;
using testing::RawSocket;
using Outcome = Result<Response, FetchFault>;

Outgoing to_port(std::uint16_t port, std::string host = "127.0.0.1") {
  Outgoing request;
  request.url = Url::parse("http://" + host + ":" + std::to_string(port) + "/ipn?x=1").value();
  request.body = "answer";
  request.allow_private = true;
  request.connect_time_max = 10s;
  request.total_time_max = 20s;
  return request;
}

struct Caller {
  Outcome fetch(Outgoing request) {
    std::optional<Outcome> outcome;
    loop.run([](Client& client, Outgoing request, std::optional<Outcome>& outcome) -> Task<> {
      Outcome result = co_await client.fetch(std::move(request));
      outcome.emplace(std::move(result));
    }(*client, std::move(request), outcome));
    return std::move(*outcome);
  }
  std::unique_ptr<Client> client = make_client();
  Loop loop;
};

TEST(Client, SendsARequestAndReadsTheAnswer) {
  RawListener listener;
  std::string seen;
  std::thread server([&] {
    auto peer = listener.accept();
    seen = peer.receive_until("answer");
    peer.send("HTTP/1.1 202 Accepted\r\nContent-Type: text/x\r\nContent-Length: 2\r\n\r\nok");
  });
  Caller caller;
  auto request = to_port(listener.port());
  request.headers.add("X-One", "1");
  const auto outcome = caller.fetch(std::move(request));
  server.join();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->status, 202);
  EXPECT_EQ(outcome->body, "ok");
  EXPECT_EQ(outcome->content_type, "text/x");
  EXPECT_TRUE(seen.starts_with("POST /ipn?x=1 HTTP/1.1\r\nHost: 127.0.0.1:" +
                               std::to_string(listener.port()) + "\r\nX-One: 1\r\n"))
      << seen;
  EXPECT_NE(seen.find("\r\nContent-Length: 6\r\n"), std::string::npos) << seen;
}

TEST(Client, RefusesPrivateAddressesByDefault) {
  RawListener listener;
  Caller caller;
  for (const char* host : {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1"}) {
    auto request = to_port(listener.port(), host);
    request.allow_private = false;
    const auto outcome = caller.fetch(std::move(request));
    ASSERT_FALSE(outcome) << host;
    EXPECT_EQ(outcome.reason(), FetchFault::address_refused) << host;
  }
}

TEST(Client, GivesUpOnAServerThatNeverAnswers) {
  RawListener listener;
  Caller caller;
  auto request = to_port(listener.port());
  request.total_time_max = 50ms;
  const auto outcome = caller.fetch(std::move(request));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.reason(), FetchFault::timed_out);
}

TEST(Client, NamesAClosedPort) {
  std::uint16_t port = 0;
  { port = RawListener().port(); }
  Caller caller;
  const auto outcome = caller.fetch(to_port(port));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.reason(), FetchFault::no_connection);
}

}  // namespace
}  // namespace guichet::http
