#include "main/offline.hpp"

#include <exception>
#include <filesystem>

#include "http/loop.hpp"
#include "main/schema.hpp"
#include "sql/sqlite/sqlite_database.hpp"

namespace guichet::app {

namespace {

Task<int> open_and_work(OfflineStore& store,
                        const std::function<Task<int>(OfflineStore& store)>& work) {
  store.keys = co_await vault::Keys::open(*store.db, store.config.data_dir + "/master.key",
                                          store.random, store.clock);
  store.directory = std::make_unique<merchants::Directory>(*store.db, *store.keys, store.random,
                                                           store.clock);
  co_await store.directory->refresh();
  co_return co_await work(store);
}

}  // namespace

int with_store(const Config& config, bool read_only,
               std::function<Task<int>(OfflineStore& store)> work) {
  if (!read_only) std::filesystem::create_directories(config.data_dir);
  OfflineStore store{.config = config};
  const sql::SqliteOptions options{.path = config.data_dir + "/guichet.db",
                                   .read_only = read_only,
                                   .checkpoint_thread = false,
                                   .clock = &store.clock};
  store.db = sql::open_sqlite(options, all_migrations());
  int result = 1;
  std::exception_ptr failure;
  http::Loop loop;
  loop.run([](OfflineStore& opened, const std::function<Task<int>(OfflineStore&)>& inner,
              int& code, std::exception_ptr& failed) -> Task<> {
    try {
      code = co_await open_and_work(opened, inner);
    } catch (...) {
      failed = std::current_exception();
    }
  }(store, work, result, failure));
  store.directory.reset();
  store.keys.reset();
  store.db.reset();
  if (failure) std::rethrow_exception(failure);
  return result;
}

}  // namespace guichet::app
