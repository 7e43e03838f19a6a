#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <compare>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "http/awaiting.hpp"

namespace guichet::http {

/// What two requests must have in common to share a connection.
struct ConnectionKey {
  std::string host;
  std::uint16_t port = 0;
  bool tls = false;
  bool allow_private = false;  // the address policy the connection was made under
  bool verify_tls = true;
  friend auto operator<=>(const ConnectionKey&, const ConnectionKey&) = default;
};

/// One outgoing connection, plain or TLS. Own thread only.
class Connection {
 public:
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
  using Endpoint = boost::asio::ip::tcp::endpoint;
  using Error = boost::system::error_code;

  explicit Connection(boost::asio::io_context& io) : socket_(io) {}

  Awaitable<Error> connect(Endpoint endpoint);
  /// The handshake of a client: server name indication, and, with `verify`, the certificate must
  /// chain to a known authority and carry the host's name or address (RFC 9110 4.3.4).
  Awaitable<Error> handshake(boost::asio::ssl::context& context, std::string host, bool verify);
  Awaitable<Error> write(std::string_view head, std::string_view body);
  struct Read {
    Error error;
    std::size_t count = 0;
  };
  Awaitable<Read> read(char* data, std::size_t size);

  /// False when the peer has closed it or sent something nobody asked for.
  bool quiet();
  void close();

 private:
  Socket& lower() { return tls_ ? tls_->next_layer() : socket_; }

  Socket socket_;  // moved into tls_ by the handshake
  std::unique_ptr<boost::asio::ssl::stream<Socket>> tls_;
};

/// The connections of one thread that wait for their next request, at most `idle_time_max` long.
class ConnectionPool final : public ThreadExtra {
 public:
  static constexpr auto idle_time_max = std::chrono::seconds(30);
  static constexpr std::size_t connections_max = 256;

  explicit ConnectionPool(AsioScheduler& scheduler) : scheduler_(scheduler) {}
  static ConnectionPool& of(AsioScheduler& scheduler);

  /// A quiet connection of that key, or null.
  std::unique_ptr<Connection> take(const ConnectionKey& key);
  void keep(ConnectionKey key, std::unique_ptr<Connection> connection);

 private:
  struct Kept {
    std::unique_ptr<Connection> connection;
    Scheduler::Timer expiry;
  };
  using Map = std::multimap<ConnectionKey, Kept>;

  AsioScheduler& scheduler_;
  Map kept_;
};

}  // namespace guichet::http
