#include "main/serving.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include "base/json_writer.hpp"

namespace guichet::app {

namespace fs = std::filesystem;

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

std::string url_of(const http::Listen& bound) {
  const bool v6 = bound.address.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + bound.address + "]" : bound.address;
  const bool standard = bound.port == (bound.tls ? 443 : 80);
  return (bound.tls ? "https://" : "http://") + host +
         (standard ? "" : ":" + std::to_string(bound.port));
}

void write_ready_file(const std::string& path, const http::Server& server,
                      const std::string& public_url, const std::string& data_dir) {
  if (path.empty()) return;
  JsonWriter json;
  json.begin_object();
  json.member("pid", static_cast<std::int64_t>(getpid()));
  json.begin_array("listen");
  for (const auto& bound : server.bound()) {
    json.value(bound.address + ":" + std::to_string(bound.port));
  }
  json.end_array();
  json.member("public_url", public_url);
  json.member("data", fs::absolute(data_dir).string());
  json.end_object();
  // Renamed into place: whoever waits for the file never reads half of it.
  const std::string draft = path + ".new";
  std::FILE* file = std::fopen(draft.c_str(), "w");
  if (!file) throw std::runtime_error("cannot write " + draft);
  std::fprintf(file, "%s\n", json.text().c_str());
  std::fclose(file);
  fs::rename(draft, path);
}

}  // namespace guichet::app
