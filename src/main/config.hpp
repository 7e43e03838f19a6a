#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"

namespace guichet::app {

/// A first real acquirer, behind the reference connector (docs/internals/acquirer-protocol.md).
struct ConnectorConfig {
  std::string url;
  std::string token;        // bearer token, or empty
  bool verify_tls = true;
};

/// Everything an operator may set (docs/operate/configuration.md). Flags win over GUICHET_*
/// variables, which win over the file.
struct Config {
  std::string data_dir = "data";
  std::string database;                      // empty: the embedded file in data_dir
  std::vector<std::string> listen;           // "127.0.0.1:8080"; "tls:0.0.0.0:443"
  unsigned threads = 2;
  bool demo = false;
  bool ephemeral = false;
  std::string ready_file;
  std::string public_url;                    // empty: http://<first listen address>
  std::string provider = "GUICHET";
  bool unauthorized_status = false;          // HTTP 401 for wrong credentials
  std::vector<std::string> trusted_proxies;
  std::string tls_certificate, tls_key;
  std::string log_level = "info";            // debug, info, warning, error
  std::string log_file;                      // empty: standard error
  bool allow_private_notifications = false;  // demo: always
  bool sandbox_catalogue = false;            // refusals by holder name and amount
  std::string smtp_url;                      // smtp:// or smtps://; empty: no mails
  std::string smtp_user, smtp_password;      // or empty: no log-in
  bool smtp_require_tls = false;             // smtp:// without STARTTLS is not used
  std::string mail_from;                     // sender's address
  std::map<std::string, ConnectorConfig> acquirers;
};

/// Reads a TOML file over `config`. The reason of a failure names file and member.
Result<bool, std::string> read_config_file(const std::string& path, Config& config);

/// What is wrong with a configuration, one sentence each; empty when it can be served.
std::vector<std::string> check_config(const Config& config);

/// `[tls:]address:port`, IPv6 in brackets.
struct ListenAddress {
  std::string address;
  std::uint16_t port;
  bool tls;
};
Result<ListenAddress, std::string> parse_listen(const std::string& text);

log::Level parse_log_level(const std::string& name);

}  // namespace guichet::app
