#include "main/start_text.hpp"

#include <cstdio>

#include "sandbox/example.hpp"

namespace guichet::app {

namespace {

void print_demo(const Engine& engine, const std::string& url) {
  const auto book = engine.directory->find("69876357", merchants::Mode::test);
  if (!book) return;
  const std::string password(book->keys.password.expose());
  std::printf("shop       %s\n", book->shop->id.c_str());
  std::printf("password   %s\n", password.c_str());
  std::printf("public key %s\n", book->keys.public_key.c_str());
  std::printf("hmac key   %s\n", std::string(book->keys.hmac_key.expose()).c_str());
  std::printf("sandbox    %s/sandbox/\n\n", url.c_str());
  std::printf("Pay in a browser, as a buyer of a demo shop:\n%s/sandbox/shop\n\n", url.c_str());
  std::printf("Take a payment:\n");
  std::printf("%s\n", sandbox::example_payment(*book, url, wall_now()).c_str());
}

}  // namespace

void print_start_text(const Engine& engine, const http::Server& server,
                      const std::string& server_url, bool port_80_missing) {
  std::printf("Guichet %s serves %s", GUICHET_VERSION, server_url.c_str());
  const auto& bound = server.bound();
  for (std::size_t i = 1; i < bound.size(); ++i) {
    std::printf(" and %s:%u", bound[i].address.c_str(), bound[i].port);
  }
  std::printf(" (data in %s)\n", engine.config.data_dir.c_str());
  if (port_80_missing) {
    std::printf(
        "port 80 is not available: the npm form glue needs it. Free it, or allow it with\n"
        "  sudo sysctl net.ipv4.ip_unprivileged_port_start=80\n");
  }
  if (engine.config.demo) print_demo(engine, server_url);
  std::fflush(stdout);
}

}  // namespace guichet::app
