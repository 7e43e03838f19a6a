#include "main/config.hpp"

#include <arpa/inet.h>

#include <charconv>
#include <filesystem>
#include <functional>
#include <toml++/toml.h>

namespace guichet::app {

namespace {

using Problem = std::string;

/// Reads one member of the file, or says what is wrong with it.
using Reader = std::function<bool(const toml::node&, Config&)>;

template <class T>
Reader scalar(T Config::*member) {
  return [member](const toml::node& node, Config& config) {
    if constexpr (std::is_same_v<T, unsigned>) {
      const auto value = node.value<std::int64_t>();
      if (!value || *value < 1 || *value > 256) return false;
      config.*member = static_cast<unsigned>(*value);
    } else {
      if constexpr (std::is_same_v<T, bool>) {
        if (!node.is_boolean()) return false;
      } else {
        if (!node.is_string()) return false;
      }
      config.*member = *node.value<T>();
    }
    return true;
  };
}

Reader texts(std::vector<std::string> Config::*member) {
  return [member](const toml::node& node, Config& config) {
    const auto* list = node.as_array();
    if (!list) return false;
    std::vector<std::string> read;
    for (const auto& entry : *list) {
      const auto text = entry.value<std::string>();
      if (!text) return false;
      read.push_back(*text);
    }
    config.*member = std::move(read);
    return true;
  };
}

bool read_acquirers(const toml::node& node, Config& config) {
  const auto* table = node.as_table();
  if (!table) return false;
  for (const auto& [name, entry] : *table) {
    const auto* members = entry.as_table();
    if (!members) return false;
    ConnectorConfig connector;
    for (const auto& [key, value] : *members) {
      if (key == "url" && value.is_string()) {
        connector.url = *value.value<std::string>();
      } else if (key == "token" && value.is_string()) {
        connector.token = *value.value<std::string>();
      } else if (key == "verify_tls" && value.is_boolean()) {
        connector.verify_tls = *value.value<bool>();
      } else {
        return false;
      }
    }
    if (connector.url.empty()) return false;
    config.acquirers[std::string(name.str())] = connector;
  }
  return true;
}

const std::map<std::string_view, Reader>& readers() {
  static const std::map<std::string_view, Reader> map{
      {"data", scalar(&Config::data_dir)},
      {"database", scalar(&Config::database)},
      {"listen", texts(&Config::listen)},
      {"threads", scalar(&Config::threads)},
      {"demo", scalar(&Config::demo)},
      {"ready_file", scalar(&Config::ready_file)},
      {"public_url", scalar(&Config::public_url)},
      {"provider", scalar(&Config::provider)},
      {"unauthorized_status", scalar(&Config::unauthorized_status)},
      {"trusted_proxies", texts(&Config::trusted_proxies)},
      {"tls_certificate", scalar(&Config::tls_certificate)},
      {"tls_key", scalar(&Config::tls_key)},
      {"log_level", scalar(&Config::log_level)},
      {"log_file", scalar(&Config::log_file)},
      {"allow_private_notifications", scalar(&Config::allow_private_notifications)},
      {"sandbox_catalogue", scalar(&Config::sandbox_catalogue)},
      {"smtp_url", scalar(&Config::smtp_url)},
      {"smtp_user", scalar(&Config::smtp_user)},
      {"smtp_password", scalar(&Config::smtp_password)},
      {"smtp_require_tls", scalar(&Config::smtp_require_tls)},
      {"mail_from", scalar(&Config::mail_from)},
      {"acquirers", read_acquirers},
  };
  return map;
}

}  // namespace

Result<bool, std::string> read_config_file(const std::string& path, Config& config) {
  toml::table file;
  try {
    file = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    return Failure{path + ":" + std::to_string(error.source().begin.line) + ": " +
                   std::string(error.description())};
  }
  for (const auto& [key, node] : file) {
    const auto reader = readers().find(key.str());
    if (reader == readers().end()) {
      return Failure{path + ": unknown member \"" + std::string(key.str()) + "\""};
    }
    if (!reader->second(node, config)) {
      return Failure{path + ": \"" + std::string(key.str()) + "\" has a value of the wrong form"};
    }
  }
  return true;
}

Result<ListenAddress, std::string> parse_listen(const std::string& text) {
  std::string_view rest = text;
  ListenAddress listen{};
  listen.tls = rest.starts_with("tls:");
  if (listen.tls) rest.remove_prefix(4);
  const auto colon = rest.rfind(':');
  if (colon == std::string_view::npos || colon == 0) {
    return Failure{"listen address \"" + text + "\" is not of the form address:port"};
  }
  const auto digits = rest.substr(colon + 1);
  unsigned port = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || port > 65535) {
    return Failure{"listen address \"" + text + "\" has no valid port"};
  }
  auto address = rest.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  }
  listen.address = address;
  unsigned char bytes[sizeof(in6_addr)];
  if (inet_pton(AF_INET, listen.address.c_str(), bytes) != 1 &&
      inet_pton(AF_INET6, listen.address.c_str(), bytes) != 1) {
    return Failure{"listen address \"" + text + "\" does not begin with an IP address"};
  }
  listen.port = static_cast<std::uint16_t>(port);
  return listen;
}

log::Level parse_log_level(const std::string& name) {
  if (name == "debug") return log::Level::debug;
  if (name == "warning") return log::Level::warning;
  if (name == "error") return log::Level::error;
  return log::Level::info;
}

std::vector<std::string> check_config(const Config& config) {
  std::vector<std::string> problems;
  bool any_tls = false;
  for (const auto& text : config.listen) {
    const auto listen = parse_listen(text);
    if (!listen) {
      problems.push_back(listen.reason());
      continue;
    }
    any_tls = any_tls || listen->tls;
    const bool loopback = listen->address.starts_with("127.") || listen->address == "::1";
    if (config.demo && !loopback) {
      problems.push_back("demo mode listens on loopback only, its keys are public: " + text);
    }
  }
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    problems.push_back("tls_certificate and tls_key go together");
  }
  if (any_tls && config.tls_certificate.empty()) {
    problems.push_back("a tls: listen address needs tls_certificate and tls_key");
  }
  for (const auto* file : {&config.tls_certificate, &config.tls_key}) {
    if (!file->empty() && !std::filesystem::exists(*file)) {
      problems.push_back("file not found: " + *file);
    }
  }
  if (!config.database.empty()) {
    problems.push_back("database: this release has the embedded store only; leave it empty");
  }
  if (!config.smtp_url.empty()) {
    if (!config.smtp_url.starts_with("smtp://") && !config.smtp_url.starts_with("smtps://")) {
      problems.push_back("smtp_url begins with smtp:// or smtps://");
    }
    if (config.mail_from.find('@') == std::string::npos) {
      problems.push_back("smtp_url needs mail_from, the sender's address");
    }
  }
  for (const auto* level : {"debug", "info", "warning", "error"}) {
    if (config.log_level == level) return problems;
  }
  problems.push_back("log_level is one of debug, info, warning, error");
  return problems;
}

}  // namespace guichet::app
