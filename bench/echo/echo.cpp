// The yardstick of the other benchmarks: the gateway's own HTTP server with nothing behind it.
//
//   guichet_echo [PORT [THREADS]]
//
// answers every request with the same JSON body on 127.0.0.1 until SIGTERM or SIGINT. It prints
// the port it got.

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "http/server.hpp"

namespace {

using guichet::Task;
using guichet::http::Request;
using guichet::http::Response;

Task<Response> answer(Request&) {
  Response response;
  response.body = R"({"status":"SUCCESS","answer":{"value":"echo"}})";
  co_return response;
}

}  // namespace

int main(int argc, char** argv) try {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before the threads, so that they inherit it

  guichet::http::ServerOptions options;
  const int port = argc > 1 ? std::atoi(argv[1]) : 0;
  options.listen = {{"127.0.0.1", static_cast<std::uint16_t>(port), false}};
  options.threads = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
  guichet::http::Server server(options, answer);
  server.start();
  std::printf("%u\n", static_cast<unsigned>(server.bound().front().port));
  std::fflush(stdout);

  int received = 0;
  sigwait(&signals, &received);
  server.drain(guichet::limits::drain_time_max);
  server.stop();
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "guichet_echo: %s\n", error.what());
  return 1;
}
