#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>

#include "http/asio_scheduler.hpp"
#include "http/message.hpp"
#include "http/proxies.hpp"
#include "http/server.hpp"

namespace guichet::http {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

/// Time in sweeps: deadlines are counted, no clock is read per operation.
using Tick = std::uint64_t;

/// What every session of one server shares. Immutable but for the counters.
struct ServerShared {
  ServerOptions options;
  Handler handler;
  TrustedProxies proxies;
  std::shared_ptr<boost::asio::ssl::context> tls;
  Tick idle_ticks_max = 0;
  Tick request_ticks_max = 0;
  Tick linger_ticks_max = 0;
  std::atomic<std::size_t> connections{0};  // those refused with 503 are not counted
  std::atomic<bool> draining{false};
  std::function<void()> settled;  // a draining thread has answered everything; any thread
};

class SessionBase;

/// What the sessions of one thread share; touched by that thread only.
struct ThreadShared {
  explicit ThreadShared(ServerShared& all) : server(all) {}

  /// While draining, tells the server once nothing is left to answer here.
  void check_settled();

  ServerShared& server;
  Tick now = 1;
  std::string date;  // the Date field, renewed by the sweep
  std::unordered_set<SessionBase*> sessions;
  std::atomic<bool> settled{false};
  AsioScheduler scheduler;  // last: sessions that die with it still find the set above
};

/// One connection, whatever its stream is made of. Own thread only.
class SessionBase {
 public:
  enum class Phase { handshaking, idle, reading, handling, writing, lingering };

  /// A crowded session is one too many: it only says 503.
  SessionBase(ThreadShared& thread, bool crowded);
  virtual ~SessionBase();
  SessionBase(const SessionBase&) = delete;
  SessionBase& operator=(const SessionBase&) = delete;

  /// Closes what has waited too long; a slow request is told so with 408.
  void sweep();
  /// Closes the connection if no request is on its way.
  void drain();
  bool answering() const { return phase_ != Phase::idle && phase_ != Phase::lingering; }

 protected:
  virtual void close() = 0;
  /// Ends the pending read with an error, the connection stays.
  virtual void interrupt() = 0;

  void enter(Phase phase);

  ThreadShared& thread_;
  const bool crowded_;
  Phase phase_ = Phase::idle;
  Tick since_ = 0;
  bool timed_out_ = false;
};

/// Starts a session on its thread, or closes the socket when there are far too many.
void start_session(ThreadShared& thread, Socket socket, bool tls);

}  // namespace guichet::http
