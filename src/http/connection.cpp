#include "http/connection.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "http/address.hpp"

namespace guichet::http {

namespace asio = boost::asio;

Awaitable<Connection::Error> Connection::connect(Endpoint endpoint) {
  const auto [error] = co_await socket_.async_connect(endpoint, as_values);
  Error ignored;
  if (!error) socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  co_return error;
}

Awaitable<Connection::Error> Connection::handshake(asio::ssl::context& context, std::string host,
                                                   bool verify) {
  tls_ = std::make_unique<asio::ssl::stream<Socket>>(std::move(socket_), context);
  SSL* ssl = tls_->native_handle();
  const bool literal = IpAddress::parse(host).has_value();
  bool ready = true;
  // An address is never sent as a server name (RFC 6066 3).
  if (!literal) ready = SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
  if (verify) {
    SSL_set_verify(ssl, SSL_VERIFY_PEER, nullptr);
    X509_VERIFY_PARAM* rules = SSL_get0_param(ssl);
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    ready = ready && (literal ? X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str())
                              : X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size())) == 1;
  } else {
    SSL_set_verify(ssl, SSL_VERIFY_NONE, nullptr);
  }
  if (!ready) co_return Error(EINVAL, boost::system::generic_category());
  const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, as_values);
  co_return error;
}

Awaitable<Connection::Error> Connection::write(std::string_view head, std::string_view body) {
  while (!head.empty() || !body.empty()) {
    const std::array<asio::const_buffer, 2> parts{asio::const_buffer(head.data(), head.size()),
                                                  asio::const_buffer(body.data(), body.size())};
    Error error;
    std::size_t count = 0;
    if (tls_) {
      std::tie(error, count) = co_await tls_->async_write_some(parts, as_values);
    } else {
      std::tie(error, count) = co_await socket_.async_write_some(parts, as_values);
    }
    if (error) co_return error;
    const std::size_t of_head = std::min(count, head.size());
    head.remove_prefix(of_head);
    body.remove_prefix(count - of_head);
  }
  co_return Error();
}

Awaitable<Connection::Read> Connection::read(char* data, std::size_t size) {
  Read read;
  if (tls_) {
    std::tie(read.error, read.count) =
        co_await tls_->async_read_some(asio::buffer(data, size), as_values);
  } else {
    std::tie(read.error, read.count) =
        co_await socket_.async_read_some(asio::buffer(data, size), as_values);
  }
  co_return read;
}

bool Connection::quiet() {
  char byte = 0;
  const auto count = ::recv(lower().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void Connection::close() {
  Error ignored;
  lower().close(ignored);
}

ConnectionPool& ConnectionPool::of(AsioScheduler& scheduler) {
  auto& slot = scheduler.extra();
  if (!slot) slot = std::make_unique<ConnectionPool>(scheduler);
  return static_cast<ConnectionPool&>(*slot);
}

std::unique_ptr<Connection> ConnectionPool::take(const ConnectionKey& key) {
  for (auto found = kept_.find(key); found != kept_.end(); found = kept_.find(key)) {
    auto connection = std::move(found->second.connection);
    scheduler_.cancel(found->second.expiry);
    kept_.erase(found);
    if (connection->quiet()) return connection;
  }
  return nullptr;
}

void ConnectionPool::keep(ConnectionKey key, std::unique_ptr<Connection> connection) {
  if (kept_.size() >= connections_max) return;
  const auto kept = kept_.emplace(std::move(key), Kept{std::move(connection), 0});
  kept->second.expiry =
      scheduler_.call_after(idle_time_max, [this, kept] { kept_.erase(kept); });
}

}  // namespace guichet::http
