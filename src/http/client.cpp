#include "http/client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/check.hpp"
#include "http/connection.hpp"
#include "http/text.hpp"
#include "http/tls.hpp"
#include "http/wiped_buffer.hpp"

namespace guichet::http {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using asio::ip::tcp;

std::string_view name_of(FetchFault fault) {
  switch (fault) {
    case FetchFault::name_not_found: return "name_not_found";
    case FetchFault::address_refused: return "address_refused";
    case FetchFault::no_connection: return "no_connection";
    case FetchFault::tls_failed: return "tls_failed";
    case FetchFault::timed_out: return "timed_out";
    case FetchFault::broken_answer: return "broken_answer";
    case FetchFault::too_large: return "too_large";
  }
  return "broken_answer";
}

namespace {

using Outcome = Result<Response, FetchFault>;
using ResponseParser = beast_http::response_parser<beast_http::string_body>;
using Error = boost::system::error_code;

constexpr std::size_t answer_header_bytes_max = 16 * 1024;

bool is_ours(std::string_view name) {
  return equal_ignoring_case(name, "host") || equal_ignoring_case(name, "content-length") ||
         equal_ignoring_case(name, "connection") || equal_ignoring_case(name, "transfer-encoding");
}

std::string make_head(const Outgoing& request) {
  if (!is_token(request.method)) throw std::invalid_argument("fetch: method is no token");
  std::string head = request.method + " " + request.url.target + " HTTP/1.1\r\nHost: " +
                     request.url.authority();
  for (const auto& [name, value] : request.headers.all()) {
    if (is_ours(name)) continue;
    if (!is_token(name) || !is_field_value(value)) {
      throw std::invalid_argument("fetch: header holds a control character: " + name);
    }
    head += "\r\n" + name + ": " + value;
  }
  if (!request.headers.has("User-Agent")) head += "\r\nUser-Agent: guichet/" GUICHET_VERSION;
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    head += "\r\nContent-Length: " + std::to_string(request.body.size());
  }
  head += "\r\n\r\n";
  return head;
}

/// One request on its way.
///
/// Two lives end independently: the caller's, woken once by `finish`, and that of the asio
/// coroutine, which may still sit in a name look-up that nothing can interrupt. Hence the shared
/// ownership, and `done_` after every wait.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(AsioScheduler& scheduler, Outgoing request, std::shared_ptr<asio::ssl::context> tls)
      : scheduler_(scheduler),
        request_(std::move(request)),
        tls_(std::move(tls)),
        head_(make_head(request_)),
        key_{request_.url.host, request_.url.port, request_.url.tls, request_.allow_private,
             request_.verify_tls},
        resolver_(scheduler.io()),
        buffer_(answer_header_bytes_max) {}

  ~Exchange() {
    wipe_text(request_.body);  // an authorisation request carries a card number
    wipe_text(head_);
  }

  void start() {
    auto self = shared_from_this();
    total_timer_ = scheduler_.call_after(request_.total_time_max, [self] { self->expire(); });
    asio::co_spawn(scheduler_.io(), run(self), asio::detached);
  }

  /// Awaited by the caller's Task, on the same thread.
  bool await_ready() const noexcept { return done_; }
  void await_suspend(std::coroutine_handle<> caller) noexcept { caller_ = caller; }
  void await_resume() const noexcept {}
  Outcome take() { return std::move(*outcome_); }

 private:
  using Self = std::shared_ptr<Exchange>;
  using Attempt = std::optional<FetchFault>;  // nothing: the answer is in response_

  static Awaitable<void> run(Self self) {
    try {
      const Attempt fault = co_await self->attempt();
      if (fault) {
        self->finish(Failure{*fault});
      } else {
        self->finish(std::move(self->response_));
      }
    } catch (const std::exception&) {
      self->finish(Failure{FetchFault::broken_answer});
    }
  }

  void finish(Outcome outcome) {
    if (std::exchange(done_, true)) return;
    outcome_.emplace(std::move(outcome));
    scheduler_.cancel(total_timer_);
    scheduler_.cancel(connect_timer_);
    if (caller_) scheduler_.resume(caller_);
  }

  void expire() {
    finish(Failure{FetchFault::timed_out});
    resolver_.cancel();
    if (connection_) connection_->close();
  }

  Awaitable<Attempt> attempt() {
    auto& pool = ConnectionPool::of(scheduler_);
    connection_ = pool.take(key_);
    if (connection_) {
      const Attempt fault = co_await converse();
      // The peer may close a kept connection just when we write to it. As long as not one byte
      // has come back it has not begun to answer, and the request is sent once more, afresh.
      if (!fault || received_ > 0 || done_) co_return fault;
    }
    auto self = shared_from_this();
    connect_timer_ = scheduler_.call_after(request_.connect_time_max, [self] { self->expire(); });
    Attempt fault = co_await connect();
    scheduler_.cancel(connect_timer_);
    if (fault || done_) co_return fault;
    fault = co_await converse();
    co_return fault;
  }

  Awaitable<Attempt> connect() {
    std::vector<tcp::endpoint> endpoints;
    Error not_literal;
    const auto literal = asio::ip::make_address(request_.url.host, not_literal);
    if (!not_literal) {
      endpoints.emplace_back(literal, request_.url.port);
    } else {
      const auto [error, found] = co_await resolver_.async_resolve(
          request_.url.host, std::to_string(request_.url.port), as_values);
      if (error) co_return FetchFault::name_not_found;
      for (const auto& entry : found) endpoints.push_back(entry.endpoint());
    }
    // Looked up once: what is connected to below is exactly what was judged here.
    if (!request_.allow_private) {
      std::erase_if(endpoints, [](const tcp::endpoint& endpoint) {
        return is_private_address(endpoint.address().to_string());
      });
      if (endpoints.empty()) co_return FetchFault::address_refused;
    }
    bool connected = false;
    for (const auto& endpoint : endpoints) {
      if (done_) co_return FetchFault::timed_out;
      connection_ = std::make_unique<Connection>(scheduler_.io());
      const Error error = co_await connection_->connect(endpoint);
      connected = !error;
      if (connected) break;
    }
    if (done_) co_return FetchFault::timed_out;
    if (!connected) co_return FetchFault::no_connection;
    if (request_.url.tls) {
      const Error error =
          co_await connection_->handshake(*tls_, request_.url.host, request_.verify_tls);
      if (error) co_return FetchFault::tls_failed;
    }
    co_return std::nullopt;
  }

  Awaitable<Attempt> converse() {
    received_ = 0;
    const Error error = co_await connection_->write(head_, request_.body);
    if (error && done_) co_return FetchFault::timed_out;
    // An error of the write is not the end: a server that refuses early answers and closes.
    const Attempt fault = co_await read_answer();
    if (!fault && !error && !done_ && parser_->keep_alive() && buffer_.size() == 0) {
      ConnectionPool::of(scheduler_).keep(key_, std::move(connection_));
    }
    co_return fault;
  }

  Awaitable<Attempt> read_answer() {
    begin_answer();
    for (;;) {
      const Attempt fault = parse();
      if (fault) co_return fault;
      if (parser_->is_done()) {
        if (parser_->get().result_int() >= 200) break;
        if (parser_->get().result_int() == 101) co_return FetchFault::broken_answer;
        begin_answer();  // an interim answer (RFC 9110 15.2)
        continue;
      }
      const auto space = buffer_.space();
      if (space.empty()) co_return FetchFault::broken_answer;
      const auto read = co_await connection_->read(space.data(), space.size());
      if (done_) co_return FetchFault::timed_out;
      if (read.error) {
        // Only an answer without a length may end with the connection, and over TLS only with a
        // proper goodbye: anything else may be half of it.
        Error error;
        if (read.error != asio::error::eof || !parser_->got_some()) {
          co_return FetchFault::broken_answer;
        }
        parser_->put_eof(error);
        if (error) co_return FetchFault::broken_answer;
        break;
      }
      received_ += read.count;
      buffer_.commit(read.count);
      if (received_ > 2 * request_.answer_bytes_max + 4 * answer_header_bytes_max) {
        co_return FetchFault::too_large;  // chunk headers and fields count, too
      }
    }
    take_answer();
    co_return std::nullopt;
  }

  void begin_answer() {
    parser_.emplace();
    parser_->header_limit(answer_header_bytes_max);
    parser_->body_limit(request_.answer_bytes_max);
    parser_->eager(true);
    parser_->skip(request_.method == "HEAD");
  }

  /// Feeds what has arrived to the parser.
  Attempt parse() {
    while (!parser_->is_done()) {
      // Beast asserts that its last-chunk code is never called with less than "0\r\n\r\n".
      const bool chunks = parser_->is_header_done() && parser_->chunked();
      if (buffer_.size() < (chunks ? 5u : 1u)) break;
      Error error;
      const auto data = buffer_.data();
      const std::size_t used = parser_->put(asio::buffer(data.data(), data.size()), error);
      buffer_.consume(used);
      if (error == beast_http::error::need_more) break;
      if (error == beast_http::error::body_limit) return FetchFault::too_large;
      if (error) return FetchFault::broken_answer;
    }
    return {};
  }

  void take_answer() {
    auto& message = parser_->get();
    response_.status = static_cast<int>(message.result_int());
    response_.content_type.clear();
    for (const auto& field : message) {
      const auto name = field.name_string();
      const auto value = field.value();
      if (field.name() == beast_http::field::content_type) {
        response_.content_type.assign(value.data(), value.size());
      }
      response_.headers.add(std::string(name.data(), name.size()),
                            std::string(value.data(), value.size()));
    }
    response_.body = std::move(message.body());
  }

  AsioScheduler& scheduler_;
  Outgoing request_;
  std::shared_ptr<asio::ssl::context> tls_;
  std::string head_;
  ConnectionKey key_;
  asio::ip::basic_resolver<tcp, Executor> resolver_;
  WipedBuffer buffer_;
  std::unique_ptr<Connection> connection_;
  std::optional<ResponseParser> parser_;
  std::size_t received_ = 0;
  Response response_;

  Scheduler::Timer total_timer_ = 0;
  Scheduler::Timer connect_timer_ = 0;
  bool done_ = false;
  std::optional<Outcome> outcome_;
  std::coroutine_handle<> caller_;
};

class AsioClient final : public Client {
 public:
  Task<Outcome> fetch(Outgoing request) override {
    auto* scheduler = dynamic_cast<AsioScheduler*>(&Scheduler::current());
    check(scheduler != nullptr, "fetch: awaited on a scheduler of Server or Loop");
    auto exchange = std::make_shared<Exchange>(*scheduler, std::move(request), tls_);
    exchange->start();
    Exchange& waiting = *exchange;
    co_await waiting;
    co_return exchange->take();
  }

 private:
  std::shared_ptr<asio::ssl::context> tls_ = make_client_tls();
};

}  // namespace

std::unique_ptr<Client> make_client() { return std::make_unique<AsioClient>(); }

}  // namespace guichet::http
