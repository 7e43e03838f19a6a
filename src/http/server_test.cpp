#include "http/server.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "http/raw_peer.hpp"

namespace guichet::http {
namespace {

using namespace std::chrono_literals;
using testing::RawSocket;

/// Tells what it was asked, so that a test sees what the server understood.
Task<Response> echo(Request& request) {
  Response response;
  response.content_type = "text/plain";
  response.body = request.method + " " + request.path + "?" + request.query + " [" + request.body +
                  "] " + request.peer + " " + request.host + (request.secure ? " secure" : "");
  co_return response;
}

ServerOptions local() {
  ServerOptions options;
  options.listen = {{"127.0.0.1", 0, false}};
  options.threads = 2;
  return options;
}

struct Running {
  explicit Running(ServerOptions options = local(), Handler handler = echo)
      : server(std::move(options), std::move(handler)) {
    server.start();
  }
  RawSocket connect() { return RawSocket::connect(server.bound().at(0).port); }
  std::string ask(std::string_view bytes) {
    auto peer = connect();
    peer.send(bytes);
    peer.finish_sending();
    return peer.receive_all();
  }
  Server server;
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Server, AnswersWithLengthDateAndType) {
  Running running;
  auto peer = running.connect();
  peer.send("POST /a/b?x=1 HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\n\r\nhello");
  const std::string answer = peer.receive_answer();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\nPOST /a/b?x=1 [hello] 127.0.0.1 shop.test")) << answer;
  EXPECT_TRUE(has(answer, "\r\nContent-Type: text/plain\r\n")) << answer;
  EXPECT_TRUE(has(answer, "\r\nDate: ") && has(answer, " GMT\r\n")) << answer;
  EXPECT_FALSE(has(answer, "Connection:")) << answer;
}

TEST(Server, KeepsTheConnection) {
  Running running;
  auto peer = running.connect();
  for (int i = 0; i < 100; ++i) {
    peer.send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(has(peer.receive_answer(), "GET /" + std::to_string(i) + "?"));
  }
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  Running running;
  auto peer = running.connect();
  std::string all;
  for (int i = 0; i < 50; ++i) {
    all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
  }
  peer.send(all);
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(has(peer.receive_answer(), "POST /" + std::to_string(i) + "? [abc]"));
  }
}

TEST(Server, SendsNoBodyToHead) {
  Running running;
  auto peer = running.connect();
  peer.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string head = peer.receive_until("\r\n\r\n");
  EXPECT_TRUE(has(head, "Content-Length: 22")) << head;
  EXPECT_TRUE(peer.receive_answer().starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST(Server, ClosesAfterHttp10UnlessAskedNotTo) {
  Running running;
  auto peer = running.connect();
  peer.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_TRUE(has(peer.receive_answer(), "\r\nConnection: keep-alive\r\n"));
  peer.send("GET /b HTTP/1.0\r\n\r\n");
  const std::string last = peer.receive_all();
  EXPECT_TRUE(has(last, "\r\nConnection: close\r\n")) << last;
  EXPECT_TRUE(has(last, "GET /b?")) << last;
}

TEST(Server, HonoursConnectionClose) {
  Running running;
  const auto answer = running.ask("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(has(answer, "\r\nConnection: close\r\n")) << answer;
}

TEST(Server, TellsAWaitingClientToContinue) {
  Running running;
  auto peer = running.connect();
  peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(peer.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  peer.send("ok");
  EXPECT_TRUE(has(peer.receive_answer(), "[ok]"));
}

TEST(Server, RefusesABodyBeforeItIsSent) {
  auto options = local();
  options.body_bytes_max = 10;
  Running running(options);
  auto peer = running.connect();
  peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(peer.receive_all().starts_with("HTTP/1.1 413 "));
}

TEST(Server, RefusalClosesTheConnectionAndIgnoresTheRest) {
  std::atomic<int> calls{0};
  Running running(local(), [&calls](Request& request) {
    ++calls;
    return echo(request);
  });
  auto peer = running.connect();
  peer.send("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");  // the first has no Host
  const std::string all = peer.receive_until("400 Bad Request\r\n");
  EXPECT_EQ(all, "HTTP/1.1 400 Bad Request\r\n");
  peer.finish_sending();
  const std::string rest = peer.receive_all();
  EXPECT_TRUE(has(rest, "Connection: close")) << rest;
  EXPECT_FALSE(has(rest, "200 OK")) << rest;
  EXPECT_EQ(calls, 0);
}

// The answer must arrive although the client is still sending: closing at once would reset it.
TEST(Server, AnswersTooLargeWhileTheClientStillSends) {
  auto options = local();
  options.body_bytes_max = 1000;
  Running running(options);
  auto peer = running.connect();
  peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n" +
            std::string(1000000, 'x'));
  EXPECT_TRUE(peer.receive_until("\r\n").starts_with("HTTP/1.1 413 "));
}

TEST(Server, ASlowRequestGets408) {
  auto options = local();
  options.request_time_max = 100ms;
  Running running(options);
  auto peer = running.connect();
  peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Le");
  const std::string answer = peer.receive_until("\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 ")) << answer;
  EXPECT_TRUE(has(answer, "Connection: close")) << answer;
}

TEST(Server, AnIdleConnectionIsClosedWithoutAWord) {
  auto options = local();
  options.idle_time_max = 100ms;
  Running running(options);
  auto peer = running.connect();
  EXPECT_EQ(peer.receive_all(), "");
}

TEST(Server, OneConnectionTooManyGets503) {
  auto options = local();
  options.connections_max = 1;
  Running running(options);
  auto first = running.connect();
  first.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(first.receive_answer().starts_with("HTTP/1.1 200 "));
  auto second = running.connect();
  const std::string refusal = second.receive_until("\r\n\r\n");
  EXPECT_TRUE(refusal.starts_with("HTTP/1.1 503 ")) << refusal;
  EXPECT_TRUE(has(refusal, "Connection: close")) << refusal;
  first.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(first.receive_answer().starts_with("HTTP/1.1 200 "));
}

TEST(Server, AnExceptionBecomesAnEmpty500) {
  Running running(local(), [](Request&) -> Task<Response> {
    throw std::runtime_error("secret detail");
    co_return Response{};
  });
  auto peer = running.connect();
  peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string answer = peer.receive_answer();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << answer;
  EXPECT_TRUE(has(answer, "Content-Length: 0\r\n")) << answer;
  EXPECT_FALSE(has(answer, "secret")) << answer;
}

TEST(Server, AHeaderCannotSplitTheAnswer) {
  Running running(local(), [](Request&) -> Task<Response> {
    Response response;
    response.headers.add("Location", "/a\r\nSet-Cookie: x=1");
    co_return response;
  });
  auto peer = running.connect();
  peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string answer = peer.receive_answer();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << answer;
  EXPECT_FALSE(has(answer, "Set-Cookie")) << answer;
}

/// Answers after `gate` is set, wherever it is set from.
Handler behind(std::shared_ptr<Event> gate, std::shared_ptr<std::atomic<int>> entered) {
  return [gate, entered](Request& request) -> Task<Response> {
    // The closure may be gone before the answer is: copies in the frame.
    return [](std::shared_ptr<Event> gate, std::shared_ptr<std::atomic<int>> entered,
              Request& request) -> Task<Response> {
      ++*entered;
      entered->notify_all();
      co_await gate->wait_for(20s);
      Response response = co_await echo(request);
      co_return response;
    }(gate, entered, request);
  };
}

TEST(Server, DrainFinishesWhatRunsAndAcceptsNothing) {
  auto gate = std::make_shared<Event>();
  auto entered = std::make_shared<std::atomic<int>>(0);
  Running running(local(), behind(gate, entered));
  auto idle = running.connect();
  auto busy = running.connect();
  busy.send("GET /last HTTP/1.1\r\nHost: h\r\n\r\n");
  entered->wait(0);
  auto drained = std::async(std::launch::async, [&] { running.server.drain(20s); });
  EXPECT_EQ(idle.receive_all(), "");  // closed, so draining has begun
  gate->set();
  const std::string answer = busy.receive_all();
  EXPECT_TRUE(has(answer, "GET /last?")) << answer;
  EXPECT_TRUE(has(answer, "Connection: close")) << answer;
  drained.get();
  EXPECT_THROW(running.connect(), std::runtime_error);
  running.server.stop();
}

TEST(Server, DrainGivesUpAtItsLimit) {
  auto gate = std::make_shared<Event>();
  auto entered = std::make_shared<std::atomic<int>>(0);
  Running running(local(), behind(gate, entered));
  auto busy = running.connect();
  busy.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  entered->wait(0);
  running.server.drain(10ms);  // returns, or the test hangs
  gate->set();
  EXPECT_TRUE(has(busy.receive_all(), "200 OK"));
  running.server.drain(20s);
}

TEST(Server, AClientThatLeavesDuringTheHandlerHarmsNobody) {
  auto gate = std::make_shared<Event>();
  auto entered = std::make_shared<std::atomic<int>>(0);
  Running running(local(), behind(gate, entered));
  for (int i = 0; i < 20; ++i) {
    auto peer = running.connect();
    peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    entered->wait(i);
    peer.reset();
  }
  gate->set();
  auto peer = running.connect();
  peer.send("GET /after HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(has(peer.receive_answer(), "GET /after?"));
  running.server.drain(20s);  // every handler ends before its server does
}

TEST(Server, ManyConnectionsAtOnce) {
  Running running;
  std::vector<RawSocket> peers;
  for (int i = 0; i < 200; ++i) peers.push_back(running.connect());
  for (auto& peer : peers) peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  for (auto& peer : peers) EXPECT_TRUE(peer.receive_answer().starts_with("HTTP/1.1 200 "));
}

TEST(Server, ATakenAddressIsAnError) {
  Running running;
  auto options = local();
  options.listen[0].port = running.server.bound()[0].port;
  EXPECT_THROW(Server(options, echo), std::system_error);
}

TEST(Server, WrongSettingsAreErrors) {
  auto options = local();
  options.listen[0].tls = true;
  EXPECT_THROW(Server(options, echo), std::invalid_argument);
  options = local();
  options.trusted_proxies = {"10.0.0.0/33"};
  EXPECT_THROW(Server(options, echo), std::invalid_argument);
}

TEST(Server, ALargeAnswerArrivesWhole) {
  const std::string large(8 * 1024 * 1024, 'z');
  Running running(local(), [&large](Request&) -> Task<Response> {
    Response response;
    response.body = large;
    co_return response;
  });
  auto peer = running.connect();
  peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(peer.receive_answer().ends_with(large));
}

TEST(Server, EachThreadNamesItsScheduler) {
  std::atomic<bool> same{false};
  std::vector<Scheduler*> known;
  Running running(local(), [&](Request& request) -> Task<Response> {
    const auto& current = Scheduler::current();
    same = std::any_of(known.begin(), known.end(), [&](auto* s) { return s == &current; });
    return echo(request);
  });
  known = running.server.schedulers();
  EXPECT_EQ(known.size(), 2u);
  running.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(same);
}

}  // namespace
}  // namespace guichet::http
