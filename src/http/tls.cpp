#include "http/tls.hpp"

#include <openssl/ssl.h>

#include "base/check.hpp"

namespace guichet::http {

namespace ssl = boost::asio::ssl;

namespace {

constexpr const char* aead_ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

std::shared_ptr<ssl::context> make(ssl::context::method method) {
  auto context = std::make_shared<ssl::context>(method);
  SSL_CTX* native = context->native_handle();
  check(SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) == 1, "tls: minimum version");
  check(SSL_CTX_set_cipher_list(native, aead_ciphers) == 1, "tls: cipher list");
  SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                  SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_CLEANSE_PLAINTEXT);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  return context;
}

}  // namespace

std::shared_ptr<ssl::context> make_server_tls(const std::string& certificate_file,
                                              const std::string& key_file) {
  auto context = make(ssl::context::tls_server);
  context->use_certificate_chain_file(certificate_file);
  context->use_private_key_file(key_file, ssl::context::pem);  // refuses a key of another one
  return context;
}

std::shared_ptr<ssl::context> make_client_tls() {
  auto context = make(ssl::context::tls_client);
  context->set_default_verify_paths();
  return context;
}

}  // namespace guichet::http
