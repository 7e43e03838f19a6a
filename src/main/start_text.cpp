#include "main/start_text.hpp"

#include <cstdio>

#include "acquiring/sandbox/test_cards.hpp"

namespace guichet::app {

namespace {

/// The first card of the simulator's table that is simply accepted.
std::string accepted_card() {
  for (const auto& card : acquiring::test_cards()) {
    if (card.behaviour == acquiring::CardBehaviour::approve && card.brand == "VISA") {
      return std::string(card.number);
    }
  }
  return {};
}

void print_demo(const Engine& engine, const std::string& url) {
  const auto book = engine.directory->find("69876357", merchants::Mode::test);
  if (!book) return;
  const std::string password(book->keys.password.expose());
  std::printf("shop       %s\n", book->shop->id.c_str());
  std::printf("password   %s\n", password.c_str());
  std::printf("public key %s\n", book->keys.public_key.c_str());
  std::printf("hmac key   %s\n", std::string(book->keys.hmac_key.expose()).c_str());
  std::printf("sandbox    %s/sandbox/\n\n", url.c_str());
  std::printf("Take a payment:\n");
  std::printf("curl -su %s:%s %s/api-payment/V4/PCI/Charge/CreatePayment \\\n",
              book->shop->id.c_str(), password.c_str(), url.c_str());
  std::printf(
      "  -d '{\"amount\":990,\"currency\":\"EUR\",\"orderId\":\"demo-1\",\"paymentForms\":[{"
      "\"paymentMethodType\":\"CARD\",\"pan\":\"%s\",\"expiryMonth\":12,\"expiryYear\":%d,"
      "\"securityCode\":\"123\"}]}'\n",
      accepted_card().c_str(), year_month(wall_now()).year + 2);
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
