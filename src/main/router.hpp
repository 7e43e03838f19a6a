#pragma once

#include "explain/error_pages.hpp"
#include "http/message.hpp"
#include "main/engine.hpp"

namespace guichet::app {

/// Sends each request to its face by its path, and guards demo mode (design.md 5): an unknown
/// `Host`, or a foreign `Origin` on calls that change something, is refused with 403.
class Router {
 public:
  Router(Engine& engine, std::string server_url);
  Task<http::Response> handle(http::Request& request);

 private:
  bool demo_refuses(const http::Request& request) const;
  Task<http::Response> probe_ready();

  Engine& engine_;
  std::string server_url_;
  std::string openapi_;
  explain::ErrorPages error_pages_;
};

}  // namespace guichet::app
