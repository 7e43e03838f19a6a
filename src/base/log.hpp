#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace guichet::log {

/// One member of a structured log line. Values are text: secrets and card numbers have no
/// conversion to text, so they cannot be passed here.
struct Member {
  std::string_view name;
  std::string value;
};
using Members = std::initializer_list<Member>;

enum class Level { debug, info, warning, error };

/// Where lines go and from which level on. `path` empty means standard error.
struct Options {
  Level level = Level::info;
  std::string path;
};

/// Starts the writer; lines before it go to standard error. Call once, from wiring.
void start(const Options& options);
/// Writes what is queued and stops the writer.
void stop();

/// Writes one line: UTC time, level, event name and members as one JSON object.
void write(Level level, std::string_view event, Members members);

inline void debug(std::string_view event, Members members = {}) {
  write(Level::debug, event, members);
}
inline void info(std::string_view event, Members members = {}) {
  write(Level::info, event, members);
}
inline void warning(std::string_view event, Members members = {}) {
  write(Level::warning, event, members);
}
inline void error(std::string_view event, Members members = {}) {
  write(Level::error, event, members);
}

}  // namespace guichet::log
