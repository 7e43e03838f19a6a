#include "http/session.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <type_traits>
#include <utility>

#include "base/check.hpp"
#include "base/log.hpp"
#include "http/awaiting.hpp"
#include "http/request_reader.hpp"
#include "http/response_head.hpp"

namespace guichet::http {

namespace asio = boost::asio;

void ThreadShared::check_settled() {
  if (!server.draining.load(std::memory_order_relaxed)) return;
  if (std::any_of(sessions.begin(), sessions.end(), [](auto* s) { return s->answering(); })) return;
  settled = true;
  server.settled();
}

SessionBase::SessionBase(ThreadShared& thread, bool crowded) : thread_(thread), crowded_(crowded) {
  thread_.sessions.insert(this);
  if (!crowded_) ++thread_.server.connections;
  since_ = thread_.now;
}

SessionBase::~SessionBase() {
  thread_.sessions.erase(this);
  if (!crowded_) --thread_.server.connections;
  thread_.check_settled();
}

void SessionBase::enter(Phase phase) {
  phase_ = phase;
  since_ = thread_.now;
  if (!answering()) thread_.check_settled();
}

void SessionBase::sweep() {
  const auto& limits = thread_.server;
  const Tick waited = thread_.now - since_;
  switch (phase_) {
    case Phase::handshaking:
      if (waited > limits.request_ticks_max) close();
      break;
    case Phase::reading:
      if (waited > limits.request_ticks_max && !timed_out_) {
        timed_out_ = true;
        interrupt();
      }
      break;
    case Phase::idle:
    case Phase::writing:
      if (waited > limits.idle_ticks_max) close();
      break;
    case Phase::lingering:
      if (waited > limits.linger_ticks_max) close();
      break;
    case Phase::handling:
      break;  // the handler keeps its own deadlines
  }
}

void SessionBase::drain() {
  if (phase_ == Phase::idle) close();
}

namespace {

using TlsStream = asio::ssl::stream<Socket>;

/// Sessions above the maximum that may be told so at the same time, per thread.
constexpr std::size_t crowd_max = 256;

/// A coroutine that starts at once and frees itself at its end.
struct Started {
  struct promise_type {
    Started get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
};

template <class Stream>
class Session final : public SessionBase {
 public:
  static constexpr bool tls = !std::is_same_v<Stream, Socket>;
  using Self = std::shared_ptr<Session>;

  Session(ThreadShared& thread, Stream stream, bool crowded)
      : SessionBase(thread, crowded),
        stream_(std::move(stream)),
        reader_({thread.server.options.header_bytes_max, thread.server.options.body_bytes_max}) {}

  /// The coroutine of the whole connection; `self` keeps it alive until the last operation ended.
  static Awaitable<void> run(Self self) {
    try {
      if (self->prepare()) {
        bool linger = false;
        const bool open = co_await self->open();
        if (open) linger = co_await self->serve(self);
        if (linger) co_await self->linger();
      }
    } catch (const std::exception& error) {
      log::error("http.session_failed", {{"reason", error.what()}});
    }
    self->close();
  }

 private:
  auto& socket() { return stream_.lowest_layer(); }

  void close() override {
    boost::system::error_code ignored;
    socket().close(ignored);
  }
  void interrupt() override {
    boost::system::error_code ignored;
    socket().cancel(ignored);
  }

  bool prepare() {
    boost::system::error_code error;
    const auto peer = socket().remote_endpoint(error);
    if (error) return false;
    const std::string text = peer.address().to_string();
    const auto address = IpAddress::parse(text);
    peer_ = address ? address->text() : text;
    socket().set_option(asio::ip::tcp::no_delay(true), error);
    socket().non_blocking(true, error);
    return !error;
  }

  Awaitable<bool> open() {
    if constexpr (tls) {
      if (crowded_) co_return false;  // no answer is possible before the handshake
      enter(Phase::handshaking);
      constexpr auto server_side = asio::ssl::stream_base::server;
      const auto [error] = co_await stream_.async_handshake(server_side, as_values);
      enter(Phase::idle);
      co_return !error;
    }
    co_return true;
  }

  /// Requests and answers until the connection has to end. True when the peer may still be
  /// sending or reading, so that closing at once could cost it the last answer.
  Awaitable<bool> serve(Self self) {
    if (crowded_) {
      const bool told = co_await refuse(503);
      co_return told;
    }
    for (;;) {
      const auto step = reader_.advance();
      if (step == RequestReader::Step::refused) {
        const bool told = co_await refuse(reader_.refusal());
        co_return told;
      }
      if (step == RequestReader::Step::need_more) {
        if (reader_.fresh() && thread_.server.draining) co_return false;
        if (!reader_.fresh() && phase_ != Phase::reading) enter(Phase::reading);
        if (reader_.take_continue()) {
          const bool told = co_await write("HTTP/1.1 100 Continue\r\n\r\n", {});
          if (!told) co_return false;
        }
        const auto space = reader_.space();
        const auto [error, count] =
            co_await stream_.async_read_some(asio::buffer(space.data(), space.size()), as_values);
        if (timed_out_) {
          const bool told = co_await refuse(408);
          co_return told;
        }
        if (error) co_return false;
        reader_.received(count);
        continue;
      }
      enter(Phase::handling);
      reader_.request().peer = peer_;
      reader_.request().secure = tls;
      thread_.server.proxies.apply(reader_.request());
      handled_.reset();
      handle(self);
      // Most handlers that need no database have answered by now: no suspension for them.
      if (!handled_.is_set()) co_await handled_.wait();
      const bool keep = make_head();
      const std::string_view body = send_body_ ? std::string_view(response_.body) : "";
      enter(Phase::writing);
      const std::size_t sent = write_now(head_, body);
      if (sent < head_.size() + body.size()) {
        const bool written = co_await write_from(sent, head_, body);
        if (!written) co_return false;
      }
      if (!keep) co_return true;
      enter(Phase::idle);
    }
  }

  // The Task runs in a frame of its own, which shares ownership of the session: if the server is
  // stopped while a handler still waits for a database, the frame stays behind with everything it
  // refers to, instead of being destroyed under the operation that will resume it.
  static Started handle(Self self) {
    try {
      Task<Response> task = self->thread_.server.handler(self->reader_.request());
      Response response = co_await std::move(task);
      self->response_ = std::move(response);
    } catch (const std::exception& error) {
      self->fail(error.what());
    } catch (...) {
      self->fail("unknown exception");
    }
    self->handled_.set();
  }

  void fail(std::string_view reason) {
    log::error("http.handler_failed",
               {{"path", reader_.request().path}, {"reason", std::string(reason)}});
    response_ = text_response(500, "");
  }

  /// Makes the head of `response_` and wipes the request. True to keep the connection.
  bool make_head() {
    const bool keep = reader_.keep_alive() && !thread_.server.draining;
    const HeadRules rules{thread_.date, !keep, reader_.http_1_0()};
    if (!write_head(head_, response_, rules)) {
      fail("a header of the answer holds a control character");
      check(write_head(head_, response_, rules), "http: the empty answer is well-formed");
    }
    send_body_ = reader_.request().method != "HEAD" && !is_bodyless(response_.status);
    reader_.next();
    return keep;
  }

  Awaitable<bool> refuse(int status) {
    response_ = text_response(status, reason_phrase(status));
    write_head(head_, response_, HeadRules{thread_.date, true, false});
    enter(Phase::writing);
    const bool written = co_await write(head_, response_.body);
    co_return written;
  }

  using Parts = std::array<asio::const_buffer, 2>;
  static Parts parts_from(std::size_t sent, std::string_view head, std::string_view body) {
    const std::size_t of_head = std::min(sent, head.size());
    const std::size_t of_body = sent - of_head;
    return {asio::const_buffer(head.data() + of_head, head.size() - of_head),
            asio::const_buffer(body.data() + of_body, body.size() - of_body)};
  }

  /// One gather write without waiting; the bytes the kernel took. Errors show at the next write.
  std::size_t write_now(std::string_view head, std::string_view body) {
    if constexpr (tls) return 0;
    boost::system::error_code error;
    return stream_.write_some(parts_from(0, head, body), error);
  }

  Awaitable<bool> write(std::string_view head, std::string_view body) {
    return write_from(0, head, body);
  }

  Awaitable<bool> write_from(std::size_t sent, std::string_view head, std::string_view body) {
    while (sent < head.size() + body.size()) {
      const Parts parts = parts_from(sent, head, body);
      const auto [error, count] = co_await stream_.async_write_some(parts, as_values);
      if (error) co_return false;
      sent += count;
      since_ = thread_.now;  // a slow reader may be slow, as long as it reads
    }
    co_return true;
  }

  // Closing a socket with unread bytes resets the connection, and the reset may overtake the
  // answer. So: say that we are done, then read away what still comes (RFC 9112 9.6). The sweep
  // ends it.
  Awaitable<void> linger() {
    enter(Phase::lingering);
    if constexpr (tls) co_await stream_.async_shutdown(as_values);
    boost::system::error_code ignored;
    socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    for (;;) {
      reader_.discard();
      const auto space = reader_.space();
      const auto [error, count] = co_await lower().async_read_some(
          asio::buffer(space.data(), space.size()), as_values);
      if (error) co_return;
      reader_.received(count);
    }
  }

  Socket& lower() {
    if constexpr (tls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  Stream stream_;
  RequestReader reader_;
  Signal handled_;
  Response response_;
  std::string head_;
  std::string peer_;
  bool send_body_ = true;
};

template <class Stream>
void start(ThreadShared& thread, Stream stream, bool crowded) {
  auto session = std::make_shared<Session<Stream>>(thread, std::move(stream), crowded);
  asio::co_spawn(thread.scheduler.io(), Session<Stream>::run(std::move(session)), asio::detached);
}

}  // namespace

void start_session(ThreadShared& thread, Socket socket, bool tls) {
  const std::size_t limit = thread.server.options.connections_max;
  const bool crowded = thread.server.connections.load() >= limit;
  if (crowded && thread.sessions.size() > limit + crowd_max) return;
  if (tls) {
    start(thread, TlsStream(std::move(socket), *thread.server.tls), crowded);
  } else {
    start(thread, std::move(socket), crowded);
  }
}

}  // namespace guichet::http
