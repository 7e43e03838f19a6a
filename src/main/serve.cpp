#include "main/serve.hpp"

#include <signal.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "http/loop.hpp"
#include "http/server.hpp"
#include "main/engine.hpp"
#include "main/router.hpp"
#include "main/serving.hpp"
#include "main/start_text.hpp"
#include "sql/directory_lock.hpp"

namespace guichet::app {

namespace {

namespace fs = std::filesystem;

/// A data directory that goes away with the process.
class EphemeralDirectory {
 public:
  EphemeralDirectory() {
    std::string pattern = (fs::temp_directory_path() / "guichet-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("cannot make a temporary directory");
    path_ = pattern;
  }
  ~EphemeralDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::vector<http::Listen> listen_list(const Config& config) {
  std::vector<http::Listen> list;
  for (const auto& text : config.listen) {
    const auto listen = parse_listen(text);
    check(static_cast<bool>(listen), "configuration was not checked");
    list.push_back({listen->address, listen->port, listen->tls});
  }
  return list;
}

/// Binds the server. The default addresses include port 80, which the vendor's npm package needs
/// (it refuses an address with a port) and which may be forbidden: then it is left out.
std::unique_ptr<http::Server> bind(const Config& config, http::Handler handler,
                                   bool& port_80_missing) {
  http::ServerOptions options;
  options.listen = listen_list(config);
  options.threads = config.threads;
  options.trusted_proxies = config.trusted_proxies;
  options.tls_certificate = config.tls_certificate;
  options.tls_key = config.tls_key;
  if (config.listen.empty()) {
    options.listen = {{"127.0.0.1", 8080, false}, {"127.0.0.1", 80, false}};
    try {
      return std::make_unique<http::Server>(options, handler);
    } catch (const std::system_error&) {
      port_80_missing = true;
      options.listen.pop_back();
    }
  }
  return std::make_unique<http::Server>(std::move(options), std::move(handler));
}

Task<> apply_demo_shop(Engine& engine) {
  auto applied = co_await engine.directory->apply(merchants::demo_shop_toml);
  if (!applied) throw std::runtime_error("demo shop: " + applied.reason());
}

void drain(Engine& engine, http::Server& server, const std::shared_ptr<Event>& stop) {
  const Instant limit = engine.clock.now().plus_ms(
      std::chrono::milliseconds(limits::drain_time_max).count());
  log::info("server.draining");
  engine.outbox->set_draining();
  stop->set();
  server.drain(limits::drain_time_max);
  while (spawned_tasks_running() > 0 && engine.clock.now() < limit) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  server.stop();
}

}  // namespace

int serve(Config config) {
  std::optional<EphemeralDirectory> ephemeral;
  if (config.ephemeral) config.data_dir = ephemeral.emplace().path();
  fs::create_directories(config.data_dir);
  const sql::DirectoryLock lock(config.data_dir);

  // Blocked before any thread starts, the log's included, so that only the wait below receives
  // them: one that comes before the wait would end the process through another thread.
  const sigset_t signals = ending_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  log::start({parse_log_level(config.log_level), config.log_file});

  // Outlives the engine, whose writer may still be on its way out of the last post to it.
  http::Loop opening;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Router> router;
  bool port_80_missing = false;
  auto server = bind(config, [&router](http::Request& request) { return router->handle(request); },
                     port_80_missing);
  const std::string server_url =
      config.public_url.empty() ? url_of(server->bound().front()) : config.public_url;
  std::exception_ptr failure;
  opening.run([](Config& config, const std::string& url, std::unique_ptr<Engine>& engine,
                 std::exception_ptr& failure) -> Task<> {
    try {
      engine = co_await Engine::open(config, url);
      if (config.demo) co_await apply_demo_shop(*engine);
    } catch (...) {
      failure = std::current_exception();
    }
  }(config, server_url, engine, failure));
  if (failure) std::rethrow_exception(failure);
  router = std::make_unique<Router>(*engine, server_url);
  server->start();
  const auto stop = std::make_shared<Event>();
  engine->start_background(*server->schedulers().front(), stop);
  write_ready_file(config.ready_file, *server, server_url, config.data_dir);
  print_start_text(*engine, *server, server_url, port_80_missing);
  log::info("server.started", {{"url", server_url}, {"data", config.data_dir}});

  int signal_number = 0;
  sigwait(&signals, &signal_number);
  drain(*engine, *server, stop);
  log::info("server.stopped");
  server.reset();
  router.reset();
  engine.reset();
  log::stop();
  return 0;
}

}  // namespace guichet::app
