#pragma once

#include <string>

#include "http/server.hpp"
#include "main/engine.hpp"

namespace guichet::app {

/// What a person reads when the server is up: at most 15 lines, ending with a command that takes
/// a payment in demo mode.
void print_start_text(const Engine& engine, const http::Server& server,
                      const std::string& server_url, bool port_80_missing);

}  // namespace guichet::app
