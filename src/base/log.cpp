#include "base/log.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "base/encoding.hpp"
#include "base/json_writer.hpp"
#include "base/time.hpp"

namespace guichet::log {

namespace {

constexpr std::size_t queue_lines_max = 8192;

// stop() may run while other threads still write: they hold the lock shared while they queue a
// line, which never waits (overrun_oldest), and a line that comes later goes to standard error.
std::shared_mutex logger_mutex;
std::shared_ptr<spdlog::logger> logger;
std::atomic<Level> threshold{Level::info};

std::string_view name_of(Level level) {
  switch (level) {
    case Level::debug: return "debug";
    case Level::info: return "info";
    case Level::warning: return "warning";
    case Level::error: return "error";
  }
  return "error";
}

}  // namespace

void start(const Options& options) {
  threshold = options.level;
  spdlog::init_thread_pool(queue_lines_max, 1);
  spdlog::sink_ptr sink;
  if (options.path.empty()) {
    sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  } else {
    sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.path);
  }
  sink->set_pattern("%v");
  // A full queue drops the oldest lines rather than stall a payment on a slow disk.
  auto started = std::make_shared<spdlog::async_logger>(
      "guichet", sink, spdlog::thread_pool(), spdlog::async_overflow_policy::overrun_oldest);
  started->flush_on(spdlog::level::warn);
  spdlog::register_logger(started);
  spdlog::flush_every(std::chrono::seconds(1));
  const std::unique_lock lock(logger_mutex);
  logger = std::move(started);
}

void stop() {
  {
    const std::unique_lock lock(logger_mutex);
    logger.reset();
  }
  spdlog::shutdown();
}

void write(Level level, std::string_view event, Members members) {
  if (level < threshold.load(std::memory_order_relaxed)) return;
  JsonWriter json;
  json.begin_object();
  json.member("at", format_log_time(wall_now()));
  json.member("level", name_of(level));
  json.member("event", event);
  // Values may come from the network: a line stays valid JSON whatever bytes they hold.
  for (const auto& member : members) json.member(member.name, replace_invalid_utf8(member.value));
  json.end_object();
  const auto severity = level >= Level::warning ? spdlog::level::warn : spdlog::level::info;
  const std::shared_lock lock(logger_mutex);
  if (logger) {
    logger->log(severity, spdlog::string_view_t(json.text()));
  } else {
    std::fprintf(stderr, "%s\n", json.text().c_str());
  }
}

}  // namespace guichet::log
