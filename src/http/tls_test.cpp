#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <cstdlib>
#include <memory>

#include "http/client.hpp"
#include "http/loop.hpp"
#include "http/raw_peer.hpp"
#include "http/server.hpp"
#include "http/test_certificate.hpp"

namespace guichet::http {
namespace {

using namespace std::chrono_literals;
using testing::Certificate;
using testing::RawSocket;
using Outcome = Result<Response, FetchFault>;

ServerOptions tls_options(const Certificate& certificate) {
  ServerOptions options;
  options.listen = {{"127.0.0.1", 0, true}};
  options.threads = 1;
  options.tls_certificate = certificate.certificate_file();
  options.tls_key = certificate.key_file();
  return options;
}

Task<Response> echo(Request& request) {
  Response response;
  response.body = request.body + (request.secure ? " secure" : " plain");
  co_return response;
}

Outcome fetch(std::uint16_t port, const std::string& host, bool verify, std::string body = "x") {
  auto client = make_client();
  Loop loop;
  std::optional<Outcome> outcome;
  Outgoing request;
  request.url = Url::parse("https://" + host + ":" + std::to_string(port) + "/").value();
  request.allow_private = true;
  request.verify_tls = verify;
  request.body = std::move(body);
  request.answer_bytes_max = 4 * 1024 * 1024;
  request.total_time_max = 20s;
  loop.run([](Client& client, Outgoing request, std::optional<Outcome>& outcome) -> Task<> {
    Outcome first = co_await client.fetch(request);
    Outcome second = co_await client.fetch(std::move(request));  // on the same connection
    outcome.emplace(first ? std::move(second) : std::move(first));
  }(*client, std::move(request), outcome));
  return std::move(*outcome);
}

TEST(Tls, RoundTripWithAVerifiedName) {
  const Certificate certificate("DNS:localhost,IP:127.0.0.1");
  Server server(tls_options(certificate), echo);
  server.start();
  const auto port = server.bound()[0].port;
  for (const char* host : {"localhost", "127.0.0.1"}) {
    const auto outcome = fetch(port, host, true);
    ASSERT_TRUE(outcome) << host << " " << name_of(outcome.reason());
    EXPECT_EQ(outcome->body, "x secure");
  }
  server.drain(20s);
}

TEST(Tls, LargeBodiesBothWays) {
  const Certificate certificate("DNS:localhost");
  Server server(tls_options(certificate), echo);
  server.start();
  const std::string body(3 * 1024 * 1024, 'b');
  const auto outcome = fetch(server.bound()[0].port, "localhost", true, body);
  ASSERT_TRUE(outcome) << name_of(outcome.reason());
  EXPECT_EQ(outcome->body, body + " secure");
  server.drain(20s);
}

TEST(Tls, AnotherNameIsRefused) {
  const Certificate certificate("DNS:other.test,IP:127.0.0.2");
  Server server(tls_options(certificate), echo);
  server.start();
  for (const char* host : {"localhost", "127.0.0.1"}) {
    const auto outcome = fetch(server.bound()[0].port, host, true);
    ASSERT_FALSE(outcome) << host;
    EXPECT_EQ(outcome.reason(), FetchFault::tls_failed);
    EXPECT_TRUE(fetch(server.bound()[0].port, host, false)) << host;
  }
}

TEST(Tls, AnUnknownAuthorityIsRefused) {
  const Certificate certificate("DNS:localhost");
  ::unsetenv("SSL_CERT_FILE");
  Server server(tls_options(certificate), echo);
  server.start();
  const auto outcome = fetch(server.bound()[0].port, "localhost", true);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.reason(), FetchFault::tls_failed);
}

/// The negotiated version and cipher, or empty when the handshake failed.
std::string negotiate(std::uint16_t port, int version, const char* ciphers) {
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                            SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_min_proto_version(context.get(), version);
  SSL_CTX_set_max_proto_version(context.get(), version);
  SSL_CTX_set_cipher_list(context.get(), ciphers);
  auto peer = RawSocket::connect(port);
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), SSL_free);
  SSL_set_fd(ssl.get(), peer.fd());
  if (SSL_connect(ssl.get()) != 1) return "";
  return std::string(SSL_get_version(ssl.get())) + " " + SSL_get_cipher_name(ssl.get());
}

TEST(Tls, OldVersionsAndCiphersAreRefused) {
  const Certificate certificate("DNS:localhost");
  Server server(tls_options(certificate), echo);
  server.start();
  const auto port = server.bound()[0].port;
  EXPECT_TRUE(negotiate(port, TLS1_3_VERSION, "ALL").starts_with("TLSv1.3 "));
  EXPECT_EQ(negotiate(port, TLS1_2_VERSION, "ALL"), "TLSv1.2 ECDHE-ECDSA-AES256-GCM-SHA384");
  EXPECT_EQ(negotiate(port, TLS1_1_VERSION, "ALL"), "");
  EXPECT_EQ(negotiate(port, TLS1_VERSION, "ALL"), "");
  EXPECT_EQ(negotiate(port, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA"),
            "");
}

TEST(Tls, APlainRequestOnATlsPortHarmsNobody) {
  const Certificate certificate("DNS:localhost");
  Server server(tls_options(certificate), echo);
  server.start();
  auto peer = RawSocket::connect(server.bound()[0].port);
  peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(peer.receive_all().find("HTTP/"), std::string::npos);
  EXPECT_TRUE(fetch(server.bound()[0].port, "localhost", true));
}

TEST(Tls, ASilentHandshakeIsClosed) {
  const Certificate certificate("DNS:localhost");
  auto options = tls_options(certificate);
  options.request_time_max = 50ms;
  Server server(options, echo);
  server.start();
  auto peer = RawSocket::connect(server.bound()[0].port);
  EXPECT_EQ(peer.receive_all(), "");
}

}  // namespace
}  // namespace guichet::http
