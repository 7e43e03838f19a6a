#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

namespace guichet::http {

/// TLS 1.2 and 1.3 with authenticated encryption and forward secrecy only (RFC 9325 4.2).
///
/// OpenSSL decrypts into its own read buffer. SSL_OP_CLEANSE_PLAINTEXT makes it overwrite those
/// bytes as soon as they are handed over, and SSL_MODE_RELEASE_BUFFERS gives the memory back, so
/// no card number stays in either. Both throw std::exception when a file cannot be used.
std::shared_ptr<boost::asio::ssl::context> make_server_tls(const std::string& certificate_file,
                                                           const std::string& key_file);
/// Trusts the system's certificate authorities. Names are checked per connection.
std::shared_ptr<boost::asio::ssl::context> make_client_tls();

}  // namespace guichet::http
