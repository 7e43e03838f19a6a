#pragma once

#include <signal.h>

#include <string>
#include <vector>

#include "http/server.hpp"

/// What every serving command shares.
namespace guichet::app {

/// SIGTERM and SIGINT. Block them before any thread starts, so that only sigwait receives them.
sigset_t ending_signals();

/// "http://127.0.0.1:8080"; the standard port is left out.
std::string url_of(const http::Listen& bound);

/// Writes `{"pid": …, "listen": […], "public_url": …, "data": …}` to `path`, whole or not at all.
/// Nothing when `path` is empty.
void write_ready_file(const std::string& path, const http::Server& server,
                      const std::string& public_url, const std::string& data_dir);

}  // namespace guichet::app
