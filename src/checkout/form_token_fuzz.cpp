#include <cstdint>
#include <filesystem>
#include <string>

#include "base/check.hpp"
#include "base/simulated_scheduler.hpp"
#include "checkout/form_token.hpp"
#include "vault/testing/vault_world.hpp"

namespace {

using namespace guichet;

/// One set of keys and one book for the whole run.
struct Bench {
  testing::VaultWorld world;
  std::unique_ptr<vault::Keys> keys = world.open_keys();
  merchants::BookPtr book = [] {
    auto made = std::make_shared<merchants::Book>();
    made->id = 7;
    return made;
  }();
};

}  // namespace

/// A token from a browser: opened or refused, never anything else; and what was not sealed here is
/// not opened, so that an input is at most the display part of a true token.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Bench bench;
  static const std::string sealed =
      checkout::seal_token(*bench.keys, *bench.book, "context", "");
  const std::string input(reinterpret_cast<const char*>(data), size);
  const auto alone = bench.world.run(checkout::open_token(*bench.keys, bench.book, input));
  check(!alone || *alone == "context", "a token that nobody sealed was opened");
  const auto behind =
      bench.world.run(checkout::open_token(*bench.keys, bench.book, sealed + input));
  check(!behind || *behind == "context", "the displayed part was taken for the sealed one");
  // One byte of the sealed part replaced by the input's first.
  if (size > 1) {
    std::string changed = sealed;
    changed[data[0] % changed.size()] = static_cast<char>(data[1]);
    const auto spoilt = bench.world.run(checkout::open_token(*bench.keys, bench.book, changed));
    check(!spoilt || changed == sealed, "a changed token was opened");
  }
  return 0;
}
