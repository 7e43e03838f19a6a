#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

#include "main/commands.hpp"
#include "main/offline.hpp"

namespace guichet::app {

namespace {

std::string read_text(const std::string& file) {
  if (file == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream stream(file);
  if (!stream) throw std::runtime_error("cannot read " + file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

int shop_apply(const Config& config, const std::string& file) {
  const std::string text = read_text(file);
  return with_store(config, false, [&text](OfflineStore& store) -> Task<int> {
    const auto applied = co_await store.directory->apply(text);
    if (!applied) {
      std::fprintf(stderr, "guichet: %s\n", applied.reason().c_str());
      co_return 1;
    }
    std::printf("%s\n", applied->c_str());
    co_return 0;
  });
}

int shop_show(const Config& config, const std::string& shop_id, bool with_secrets) {
  return with_store(config, false, [&](OfflineStore& store) -> Task<int> {
    const auto shown = co_await store.directory->show(shop_id, with_secrets);
    if (!shown) {
      std::fprintf(stderr, "guichet: %s\n", shown.reason().c_str());
      co_return 1;
    }
    std::fputs(shown->c_str(), stdout);
    co_return 0;
  });
}

}  // namespace guichet::app
