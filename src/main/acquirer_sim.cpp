#include <signal.h>

#include <cstdio>
#include <filesystem>

#include "acquiring/connector/acquirer_service.hpp"
#include "acquiring/sandbox/sandbox_acquirer.hpp"
#include "base/random.hpp"
#include "http/server.hpp"
#include "main/commands.hpp"
#include "main/serving.hpp"

namespace guichet::app {

int acquirer_sim(const Config& config, const std::string& listen, const std::string& token) {
  const auto address = parse_listen(listen);
  if (!address) {
    std::fprintf(stderr, "guichet: %s\n", address.reason().c_str());
    return 1;
  }
  std::filesystem::create_directories(config.data_dir);
  const sigset_t signals = ending_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  log::start({parse_log_level(config.log_level), config.log_file});
  signal(SIGPIPE, SIG_IGN);

  SystemRandom random;
  SystemClock clock;
  acquiring::SandboxOptions options;
  options.catalogue.by_holder_name = config.sandbox_catalogue;
  options.catalogue.by_amount = config.sandbox_catalogue;
  const auto acquirer = std::make_shared<acquiring::SandboxAcquirer>(
      config.data_dir + "/acquirer-ledger.jsonl", random, clock, options);
  http::ServerOptions server_options;
  server_options.listen = {{address->address, address->port, address->tls}};
  server_options.threads = 1;
  http::Server server(server_options, acquiring::make_acquirer_handler(
                                          acquirer, &acquirer->faults(), Secret(token)));
  server.start();
  const std::string url = url_of(server.bound().front());
  write_ready_file(config.ready_file, server, url, config.data_dir);
  std::printf("acquirer-sim serves %s (ledger in %s)\n", url.c_str(), config.data_dir.c_str());
  std::fflush(stdout);
  int signal_number = 0;
  sigwait(&signals, &signal_number);
  server.drain(limits::drain_time_max);
  server.stop();
  log::stop();
  return 0;
}

}  // namespace guichet::app
