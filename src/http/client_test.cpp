#include "http/client.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
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

/// Plays the server's side on a thread of its own.
template <class Script>
Outcome against(Caller& caller, Outgoing request, RawListener& listener, Script script) {
  std::thread server([&] { script(listener); });
  auto outcome = caller.fetch(std::move(request));
  server.join();
  return outcome;
}

auto answering(std::string answer) {
  return [answer](RawListener& listener) {
    auto peer = listener.accept();
    peer.receive_until("answer");
    peer.send(answer);
  };
}

TEST(Client, UnderstandsEveryFraming) {
  struct Row {
    const char* answer;
    int status;
    const char* body;
  };
  const Row rows[] = {
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", 200,
       "abc"},
      {"HTTP/1.1 200 OK\r\n\r\nuntil the end", 200, "until the end"},
      {"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, "x"},
      {"HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nA: b\r\n\r\n"
       "HTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\ny",
       201, "y"},
      {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 302, ""},
      {"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", 500, ""},
  };
  Caller caller;
  for (const auto& row : rows) {
    RawListener listener;
    const auto outcome =
        against(caller, to_port(listener.port()), listener, answering(row.answer));
    ASSERT_TRUE(outcome) << row.answer << name_of(outcome.reason());
    EXPECT_EQ(outcome->status, row.status);
    EXPECT_EQ(outcome->body, row.body);
  }
}

TEST(Client, HalfAnAnswerIsNoAnswer) {
  Caller caller;
  for (const char* answer :
       {"", "H", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n", "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"}) {
    RawListener listener;
    const auto outcome = against(caller, to_port(listener.port()), listener, answering(answer));
    ASSERT_FALSE(outcome) << answer;
    EXPECT_EQ(outcome.reason(), FetchFault::broken_answer) << answer;
  }
}

TEST(Client, AnswerSizeIsBounded) {
  Caller caller;
  const auto of_size = [](std::size_t size) {
    return answering("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
                     std::string(size, 'x'));
  };
  RawListener listener;
  auto request = to_port(listener.port());
  request.answer_bytes_max = 1000;
  const auto fits = against(caller, request, listener, of_size(1000));
  ASSERT_TRUE(fits);
  EXPECT_EQ(fits->body.size(), 1000u);
  RawListener other;
  request.url = to_port(other.port()).url;
  const auto outcome = against(caller, request, other, of_size(1001));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.reason(), FetchFault::too_large);
}

TEST(Client, ReusesAConnection) {
  Caller caller;
  RawListener listener;
  std::thread server([&] {
    auto peer = listener.accept();  // once
    for (int i = 0; i < 3; ++i) {
      peer.receive_until("answer");
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + std::to_string(i));
    }
  });
  for (int i = 0; i < 3; ++i) {
    const auto outcome = caller.fetch(to_port(listener.port()));
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->body, std::to_string(i));
  }
  server.join();
}

TEST(Client, DoesNotReuseWhatTheServerCloses) {
  Caller caller;
  RawListener listener;
  std::thread server([&] {
    for (int i = 0; i < 2; ++i) {
      auto peer = listener.accept();
      peer.receive_until("answer");
      peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }
  });
  EXPECT_TRUE(caller.fetch(to_port(listener.port())));
  EXPECT_TRUE(caller.fetch(to_port(listener.port())));
  server.join();
}

TEST(Client, TriesOnceMoreWhenAKeptConnectionHasGoneStale) {
  Caller caller;
  RawListener listener;
  std::thread server([&] {
    {
      auto peer = listener.accept();
      peer.receive_until("answer");
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      peer.receive_until("answer");  // the second request is read, and the connection closed
    }
    auto peer = listener.accept();
    peer.receive_until("answer");
    peer.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
  });
  EXPECT_EQ(caller.fetch(to_port(listener.port()))->status, 200);
  const auto second = caller.fetch(to_port(listener.port()));
  server.join();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->status, 201);
}

TEST(Client, DoesNotRepeatARequestThatWasBeingAnswered) {
  Caller caller;
  RawListener listener;
  std::thread server([&] {
    auto peer = listener.accept();
    peer.receive_until("answer");
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    peer.receive_until("answer");
    peer.send("H");
  });
  EXPECT_TRUE(caller.fetch(to_port(listener.port())));
  const auto second = caller.fetch(to_port(listener.port()));
  server.join();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.reason(), FetchFault::broken_answer);
}

TEST(Client, AHeaderCannotSplitTheRequest) {
  Caller caller;
  RawListener listener;
  auto request = to_port(listener.port());
  request.headers.add("X-One", "1\r\nX-Two: 2");
  EXPECT_THROW(caller.fetch(request), std::invalid_argument);
}

TEST(Client, NamesAnUnknownName) {
  Caller caller;
  auto request = to_port(80, "localhost");
  request.url.host = std::string(300, 'a');  // too long to exist: the resolver asks nobody
  const auto outcome = caller.fetch(std::move(request));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.reason(), FetchFault::name_not_found);
}

TEST(Client, ManyAtOnceOnOneThread) {
  ServerOptions options;
  options.listen = {{"127.0.0.1", 0, false}};
  Server server(options, [](Request& request) -> Task<Response> {
    Response response;
    response.body = request.body;
    co_return response;
  });
  server.start();
  Caller caller;
  std::atomic<int> good{0};
  const auto one = [](Client& client, Outgoing request, std::atomic<int>& good,
                      std::atomic<int>& left, Event& done) -> Task<> {
    const std::string body = request.body;
    Outcome outcome = co_await client.fetch(std::move(request));
    if (outcome && outcome->body == body) ++good;
    if (--left == 0) done.set();
  };
  std::atomic<int> left{100};
  Event done;
  for (int i = 0; i < 100; ++i) {
    auto request = to_port(server.bound()[0].port);
    request.body = std::to_string(i);
    auto task = one(*caller.client, std::move(request), good, left, done);
    spawn(caller.loop.scheduler(), "fetch", std::move(task));
  }
  caller.loop.run([](Event& done) -> Task<> { co_await done.wait_for(20s); }(done));
  EXPECT_EQ(good, 100);
  server.drain(20s);
}

}  // namespace
}  // namespace guichet::http
