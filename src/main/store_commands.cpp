#include <cstdio>
#include <filesystem>

#include "acquiring/sandbox/ledger.hpp"
#include "main/commands.hpp"
#include "main/offline.hpp"
#include "payments/verify.hpp"
#include "sql/sqlite/backup.hpp"

namespace guichet::app {

namespace {

constexpr int reseal_page = 200;

Task<> rotate_purposes(OfflineStore& store) {
  using vault::Mode;
  using vault::Purpose;
  for (const Mode mode : {Mode::test, Mode::production}) {
    for (const Purpose purpose : {Purpose::pan_data, Purpose::token_seal, Purpose::shop_secret}) {
      co_await store.keys->rotate(purpose, mode);
      std::printf("new %s key for %s\n", std::string(vault::name_of(purpose)).c_str(),
                  mode == Mode::test ? "TEST" : "PRODUCTION");
    }
  }
}

}  // namespace

int verify(const Config& config) {
  return with_store(config, true, [&config](OfflineStore& store) -> Task<int> {
    std::vector<std::int64_t> books;
    for (const auto& book : store.directory->all()) books.push_back(book->id);
    // Exact for a store at rest. Beside a running server, a payment under way may show as a
    // difference once; it is gone the next time.
    const std::string path = config.data_dir + "/acquirer-ledger.jsonl";
    auto ledger = acquiring::read_ledger(path);
    const auto entries = ledger.size();
    const auto differences = co_await payments::compare_with_ledger(
        *store.db, std::move(books), "sandbox", std::move(ledger));
    if (differences.empty()) {
      std::printf("the books agree: %zu ledger entries\n", entries);
      co_return 0;
    }
    std::printf("%-32s  %-34s  %-22s  %s\n", "transaction", "gateway", "ledger", "meaning");
    for (const auto& row : differences) {
      std::printf("%-32s  %-34s  %-22s  %s\n", row.transaction.c_str(), row.gateway.c_str(),
                  row.ledger.c_str(), row.meaning.c_str());
    }
    std::printf("%zu differences in %zu ledger entries\n", differences.size(), entries);
    co_return 1;
  });
}

int rotate_keys(const Config& config, bool master) {
  return with_store(config, false, [master](OfflineStore& store) -> Task<int> {
    if (master) {
      co_await store.keys->rotate_master();
      std::printf("new master key\n");
      co_return 0;
    }
    co_await rotate_purposes(store);
    vault::Vault vault(*store.db, *store.keys, store.random, store.clock);
    int sealed = 0;
    for (;;) {
      const int done = co_await vault.reseal(reseal_page);
      sealed += done;
      if (done == 0) break;
    }
    std::printf("%d cards sealed anew\n", sealed);
    co_return 0;
  });
}

int backup(const Config& config, const std::string& target) {
  sql::backup_sqlite(config.data_dir + "/guichet.db", target);
  std::printf("copied to %s; the master key is not in it, keep %s/master.key apart\n",
              target.c_str(), config.data_dir.c_str());
  return 0;
}

}  // namespace guichet::app
