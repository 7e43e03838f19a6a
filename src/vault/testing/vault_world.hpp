#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/random.hpp"
#include "base/simulated_scheduler.hpp"
#include "base/testing/temp_directory.hpp"
#include "base/time.hpp"
#include "sql/testing/scratch_database.hpp"
#include "vault/keys.hpp"

namespace guichet::testing {

/// A database with the vault's tables, a folder for the master key, and a scheduler to run on.
struct VaultWorld {
  explicit VaultWorld(sql::Migrations migrations = vault::schema()) : db(migrations) {}

  std::unique_ptr<vault::Keys> open_keys() {
    return scheduler.run(vault::Keys::open(*db, master_path(), random, clock));
  }
  std::string master_path() const { return folder.file("master.key"); }
  template <class T>
  T run(Task<T> task) {
    return scheduler.run(std::move(task));
  }
  sql::Rows query(const char* text) {
    // Connections know prepared statements by address: each text keeps its own.
    const auto known = statements_.try_emplace(text, sql::Statement{"test", nullptr}).first;
    known->second.text = known->first.c_str();
    return scheduler.run(db->read(known->second, {}));
  }

  TempDirectory folder;
  ScratchDatabase db;
  ManualClock clock{Instant{1'700'000'000'000}};
  SeededRandom random{7};
  SimulatedScheduler scheduler{clock};

 private:
  std::map<std::string, sql::Statement> statements_;
};

}  // namespace guichet::testing
