#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cstdio>
#include <filesystem>

#include "main/commands.hpp"
#include "main/offline.hpp"

namespace guichet::app {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t free_bytes_min = 512ull * 1024 * 1024;

/// Prints one finding; gives whether it is well.
bool finding(bool well, const std::string& text) {
  std::printf("%s  %s\n", well ? "ok   " : "WRONG", text.c_str());
  return well;
}

bool look_at_files(const Config& config) {
  bool well = finding(fs::is_directory(config.data_dir), "data directory " + config.data_dir);
  if (!well) return false;
  struct stat key{};
  const std::string key_path = config.data_dir + "/master.key";
  if (stat(key_path.c_str(), &key) == 0) {
    well &= finding((key.st_mode & 077) == 0, "master.key is readable by its owner only");
  }
  struct statvfs disk{};
  if (statvfs(config.data_dir.c_str(), &disk) == 0) {
    const std::uint64_t free_bytes = std::uint64_t{disk.f_bavail} * disk.f_frsize;
    well &= finding(free_bytes > free_bytes_min,
                    std::to_string(free_bytes >> 20) + " MB of disk space left");
  }
  return well;
}

bool look_at_shop(const merchants::Book& book, const Config& config) {
  const std::string name = book.shop->id + " " + std::string(merchants::name_of(book.mode));
  bool well = true;
  for (const auto& contract : book.contracts) {
    const bool known =
        contract.acquirer == "sandbox" || config.acquirers.contains(contract.acquirer);
    well &= finding(known, name + ": contract " + contract.mid + " through " + contract.acquirer);
  }
  for (const auto& [rule, settings] : book.rules) {
    if (!settings.enabled || settings.url.empty()) continue;
    const bool secret = book.mode == merchants::Mode::test || settings.url.starts_with("https://");
    well &= finding(secret, name + ": " + std::string(merchants::name_of(rule)) + " calls " +
                                settings.url);
  }
  return well;
}

}  // namespace

int doctor(const Config& config) {
  bool well = true;
  for (const auto& problem : check_config(config)) well &= finding(false, problem);
  well &= look_at_files(config);
  if (!fs::exists(config.data_dir + "/guichet.db")) {
    finding(well, "no store yet: the first `guichet serve` makes it");
    return well ? 0 : 1;
  }
  return with_store(config, true, [&](OfflineStore& store) -> Task<int> {
    bool fine = finding(true, "the store opens and its keys unwrap") && well;
    for (const auto& book : store.directory->all()) fine &= look_at_shop(*book, config);
    co_return fine ? 0 : 1;
  });
}

}  // namespace guichet::app
