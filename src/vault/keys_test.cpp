#include "vault/keys.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "base/encoding.hpp"
#include "sql/fake_database.hpp"
#include "sql/schema_rules.hpp"
#include "vault/testing/vault_world.hpp"

namespace guichet::vault {
namespace {

namespace fs = std::filesystem;
using testing::VaultWorld;

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_private(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

std::string reason_of_failed_open(VaultWorld& world) {
  try {
    world.open_keys();
  } catch (const KeysError& error) {
    return error.what();
  }
  return "opened";
}

struct KeysTest : ::testing::Test {
  VaultWorld world;

  std::string seal(const Keys& keys) {
    return keys.seal(Purpose::token_seal, Mode::test, "the context", "v1");
  }
  std::string open(const Keys& keys, const std::string& sealed,
                   Purpose purpose = Purpose::token_seal, Mode mode = Mode::test,
                   const std::string& associated = "v1") {
    const auto plain = world.run(keys.open_sealed(purpose, mode, sealed, associated));
    return plain ? std::string(plain->expose()) : "refused";
  }
};

TEST(VaultSchemaTest, FollowsTheRulesOfTheCommonSchema) {
  EXPECT_EQ(sql::check_schema_rules(schema()), std::vector<std::string>{});
}

TEST_F(KeysTest, FirstOpenMakesAPrivateMasterKeyFile) {
  world.open_keys();
  struct stat status{};
  ASSERT_EQ(::stat(world.master_path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(content_of(world.master_path()).size(), 65u);
  for (const auto& entry : fs::directory_iterator(world.folder.path())) {
    EXPECT_EQ(entry.path().filename(), "master.key") << "a draft was left";
  }
}

TEST_F(KeysTest, WhatWasSealedOpensAfterARestart) {
  const std::string sealed = seal(*world.open_keys());
  EXPECT_EQ(open(*world.open_keys(), sealed), "the context");
}

TEST_F(KeysTest, ASealNamesItsKeyAndIsNeverTheSameTwice) {
  const auto keys = world.open_keys();
  const std::string sealed = seal(*keys);
  EXPECT_EQ(Keys::id_of(sealed), keys->current_id(Purpose::token_seal, Mode::test));
  EXPECT_EQ(Keys::id_of(sealed).find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(sealed, seal(*keys));
  EXPECT_EQ(sealed.find("the context"), std::string::npos);
}

TEST_F(KeysTest, ASealIsBoundToPurposeModeAndAssociatedText) {
  const auto keys = world.open_keys();
  const std::string sealed = seal(*keys);
  EXPECT_EQ(open(*keys, sealed), "the context");
  EXPECT_EQ(open(*keys, sealed, Purpose::pan_data), "refused");
  EXPECT_EQ(open(*keys, sealed, Purpose::token_seal, Mode::production), "refused");
  EXPECT_EQ(open(*keys, sealed, Purpose::token_seal, Mode::test, "v2"), "refused");
  // Even when the sealed text claims another key's id.
  const std::string moved =
      keys->current_id(Purpose::token_seal, Mode::production) + sealed.substr(Keys::id_digits);
  EXPECT_EQ(open(*keys, moved, Purpose::token_seal, Mode::production), "refused");
}

TEST_F(KeysTest, AnAlteredOrShortenedSealIsRefused) {
  const auto keys = world.open_keys();
  const std::string sealed = seal(*keys);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string altered = sealed;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_EQ(open(*keys, altered), "refused") << "byte " << i;
    EXPECT_EQ(open(*keys, sealed.substr(0, i)), "refused") << "first " << i << " bytes";
  }
}

TEST_F(KeysTest, AMasterKeyOpenToOthersIsRefused) {
  world.open_keys();
  for (const auto perms : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
    fs::permissions(world.master_path(), fs::perms::owner_read | perms);
    EXPECT_NE(reason_of_failed_open(world).find("chmod 600"), std::string::npos);
  }
}

TEST_F(KeysTest, AnotherMasterKeyIsRefused) {
  world.open_keys();
  write_private(world.master_path(), std::string(64, 'a') + "\n");
  EXPECT_NE(reason_of_failed_open(world).find("is not the one"), std::string::npos);
}

TEST_F(KeysTest, AMasterKeyFileMustHoldOneKey) {
  for (const std::string text : {"", "abc", "zz"}) {
    write_private(world.master_path(), text);
    EXPECT_NE(reason_of_failed_open(world).find("64 hexadecimal digits"), std::string::npos);
  }
  write_private(world.master_path(), std::string(66, 'a'));
  EXPECT_NE(reason_of_failed_open(world).find("64 hexadecimal digits"), std::string::npos);
}

TEST_F(KeysTest, NoMasterKeyIsInventedWhereWrappedKeysExist) {
  world.open_keys();
  fs::remove(world.master_path());
  EXPECT_NE(reason_of_failed_open(world).find("is missing"), std::string::npos);
  EXPECT_FALSE(fs::exists(world.master_path()));
}

TEST_F(KeysTest, AnExistingMasterKeyIsUsedForAnEmptyDatabase) {
  const std::string text = std::string(64, '5') + "\n";
  write_private(world.master_path(), text);
  world.open_keys();
  EXPECT_EQ(content_of(world.master_path()), text);
}

TEST_F(KeysTest, AnAlteredWrappedKeyIsRefused) {
  world.open_keys();
  constexpr sql::Statement alter{
      "test", "UPDATE wrapped_keys SET wrapped = $1 WHERE purpose = 'pepper' AND mode = 'TEST'"};
  const sql::Rows row =
      world.query("SELECT wrapped FROM wrapped_keys WHERE purpose = 'pepper' AND mode = 'TEST'");
  std::string wrapped = row.front().bytes(0);
  wrapped.back() = static_cast<char>(wrapped.back() ^ 1);
  sql::Batch batch;
  batch.add(alter, {sql::Blob{wrapped}});
  ASSERT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
  EXPECT_NE(reason_of_failed_open(world).find("has been altered"), std::string::npos);
}

TEST_F(KeysTest, AWrappedKeyCannotTakeAnotherOnesPlace) {
  world.open_keys();
  constexpr sql::Statement swap{
      "test",
      "UPDATE wrapped_keys SET wrapped = (SELECT b.wrapped FROM wrapped_keys b WHERE "
      "b.purpose = 'pan-data' AND b.mode = 'TEST') WHERE purpose = 'pan-data' AND "
      "mode = 'PRODUCTION'"};
  sql::Batch batch;
  batch.add(swap, {});
  ASSERT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
  EXPECT_NE(reason_of_failed_open(world).find("has been altered"), std::string::npos);
}

TEST_F(KeysTest, MacsDifferByPurposeAndModeAndStayOverRestarts) {
  const auto keys = world.open_keys();
  const auto mac = keys->mac(Purpose::pan_index, Mode::test, "1:42");
  EXPECT_EQ(mac, keys->mac(Purpose::pan_index, Mode::test, "1:42"));
  EXPECT_NE(mac, keys->mac(Purpose::pan_index, Mode::production, "1:42"));
  EXPECT_NE(mac, keys->mac(Purpose::pepper, Mode::test, "1:42"));
  EXPECT_NE(mac, keys->mac(Purpose::pan_index, Mode::test, "1:43"));
  EXPECT_EQ(mac, world.open_keys()->mac(Purpose::pan_index, Mode::test, "1:42"));
}

TEST_F(KeysTest, AfterARotationOlderSealsStillOpen) {
  const auto keys = world.open_keys();
  const std::string before = keys->current_id(Purpose::token_seal, Mode::test);
  const std::string sealed = seal(*keys);
  world.run(keys->rotate(Purpose::token_seal, Mode::test));
  EXPECT_NE(keys->current_id(Purpose::token_seal, Mode::test), before);
  EXPECT_EQ(keys->older_ids(Purpose::token_seal, Mode::test), std::vector{before});
  EXPECT_EQ(open(*keys, sealed), "the context");
  EXPECT_EQ(Keys::id_of(seal(*keys)), keys->current_id(Purpose::token_seal, Mode::test));
  EXPECT_EQ(open(*world.open_keys(), sealed), "the context");
  EXPECT_TRUE(keys->older_ids(Purpose::token_seal, Mode::production).empty());
}

TEST_F(KeysTest, KeysThatIndexAreNotRotated) {
  const auto keys = world.open_keys();
  EXPECT_THROW(world.run(keys->rotate(Purpose::pan_index, Mode::test)), KeysError);
  EXPECT_THROW(world.run(keys->rotate(Purpose::pepper, Mode::production)), KeysError);
}

TEST_F(KeysTest, AKeyMadeByAnotherProcessIsFetchedWhenMet) {
  const auto ours = world.open_keys();
  const auto theirs = world.open_keys();
  world.run(theirs->rotate(Purpose::token_seal, Mode::test));
  EXPECT_EQ(open(*ours, seal(*theirs)), "the context");
}

TEST_F(KeysTest, ARefreshTakesUpAKeyMadeByAnotherProcess) {
  const auto ours = world.open_keys();
  const auto theirs = world.open_keys();
  world.run(theirs->rotate(Purpose::pan_data, Mode::test));
  const auto current = [](const Keys& keys) {
    return keys.current_id(Purpose::pan_data, Mode::test);
  };
  EXPECT_NE(current(*ours), current(*theirs));
  world.run(ours->refresh());
  EXPECT_EQ(current(*ours), current(*theirs));
}

TEST_F(KeysTest, WithoutTheNewMasterARunningProcessKeepsItsKeys) {
  const auto ours = world.open_keys();
  const std::string sealed = seal(*ours);
  const std::string old_file = content_of(world.master_path());
  const auto theirs = world.open_keys();
  world.run(theirs->rotate_master());
  world.run(theirs->rotate(Purpose::token_seal, Mode::test));
  const std::string new_file = content_of(world.master_path());
  write_private(world.master_path(), old_file);  // another host, another file
  world.run(ours->refresh());
  EXPECT_EQ(open(*ours, sealed), "the context");
  EXPECT_EQ(open(*ours, seal(*theirs)), "refused");
  write_private(world.master_path(), new_file);
  world.run(ours->refresh());
  EXPECT_EQ(open(*ours, seal(*theirs)), "the context");
}

TEST_F(KeysTest, LostWrappedKeysAreNotMadeAnew) {
  world.open_keys();
  constexpr sql::Statement lose{"test", "DELETE FROM wrapped_keys"};
  sql::Batch batch;
  batch.add(lose, {});
  ASSERT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
  EXPECT_NE(reason_of_failed_open(world).find("lost its wrapped keys"), std::string::npos);
}

TEST_F(KeysTest, UnknownKeyIdsAskTheDatabaseAtALimitedRate) {
  const auto ours = world.open_keys();
  const auto theirs = world.open_keys();
  const std::string unknown = "00000000" + std::string(60, 'x');
  EXPECT_EQ(open(*ours, unknown), "refused");  // uses up this interval's look
  world.run(theirs->rotate(Purpose::token_seal, Mode::test));
  const std::string sealed = seal(*theirs);
  EXPECT_EQ(open(*ours, sealed), "refused");
  world.clock.advance_ms(100);
  EXPECT_EQ(open(*ours, sealed), "the context");
}

TEST_F(KeysTest, TwoProcessesThatStartTogetherAgreeOnTheKeys) {
  sql::FakeDatabase slow(*world.db, world.random);
  auto start = [&]() { return Keys::open(slow, world.master_path(), world.random, world.clock); };
  std::unique_ptr<Keys> one, two;
  const auto into = [](std::unique_ptr<Keys>& out, Task<std::unique_ptr<Keys>> task) -> Task<> {
    out = co_await std::move(task);
  };
  spawn(world.scheduler, "one", into(one, start()));
  spawn(world.scheduler, "two", into(two, start()));
  world.scheduler.run_for(std::chrono::seconds(60));
  ASSERT_TRUE(one && two);
  EXPECT_EQ(open(*two, seal(*one)), "the context");
  EXPECT_EQ(world.query("SELECT COUNT(*) FROM wrapped_keys").front().integer(0), 12);
}

TEST_F(KeysTest, SealingGoesOnWhileKeysRotate) {
  SystemRandom shared;  // a seeded source is for one thread
  const auto keys = world.run(Keys::open(*world.db, world.master_path(), shared, world.clock));
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      ManualClock still(Instant{0});
      SimulatedScheduler own(still);
      const std::string binding = "v1";
      while (!done) {
        const std::string sealed = keys->seal(Purpose::pan_data, Mode::test, "text", binding);
        const auto plain =
            own.run(keys->open_sealed(Purpose::pan_data, Mode::test, sealed, binding));
        if (!plain || plain->expose() != "text") ++wrong;
      }
    });
  }
  for (int i = 0; i < 20; ++i) world.run(keys->rotate(Purpose::pan_data, Mode::test));
  done = true;
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(keys->older_ids(Purpose::pan_data, Mode::test).size(), 20u);
}

TEST_F(KeysTest, RotatingTheMasterReplacesTheFileAndEveryWrapping) {
  const auto keys = world.open_keys();
  const std::string sealed = seal(*keys);
  const std::string old_file = content_of(world.master_path());
  const sql::Rows before = world.query("SELECT wrapped FROM wrapped_keys ORDER BY key_id");
  world.run(keys->rotate_master());
  EXPECT_NE(content_of(world.master_path()), old_file);
  EXPECT_FALSE(fs::exists(world.master_path() + ".new"));
  const sql::Rows after = world.query("SELECT wrapped FROM wrapped_keys ORDER BY key_id");
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_NE(before[i].bytes(0), after[i].bytes(0));
  EXPECT_EQ(open(*keys, sealed), "the context");
  EXPECT_EQ(open(*world.open_keys(), sealed), "the context");
  write_private(world.master_path(), old_file);
  EXPECT_NE(reason_of_failed_open(world).find("is not the one"), std::string::npos);
}

TEST_F(KeysTest, AMasterRotationThatDiedBeforeItsCommitChangesNothing) {
  auto keys = world.open_keys();
  const std::string sealed = seal(*keys);
  const std::string old_file = content_of(world.master_path());
  sql::FakeDatabase store(*world.db, world.random);
  keys = world.run(Keys::open(store, world.master_path(), world.random, world.clock));
  store.script({sql::Mishap::lost_before});
  EXPECT_THROW(world.run(keys->rotate_master()), KeysError);
  ASSERT_TRUE(fs::exists(world.master_path() + ".new"));
  EXPECT_EQ(open(*world.open_keys(), sealed), "the context");
  EXPECT_EQ(content_of(world.master_path()), old_file);
  // The next rotation takes up the file that lies there.
  const std::string next_file = content_of(world.master_path() + ".new");
  world.run(world.open_keys()->rotate_master());
  EXPECT_EQ(content_of(world.master_path()), next_file);
  EXPECT_EQ(open(*world.open_keys(), sealed), "the context");
}

TEST_F(KeysTest, AMasterRotationThatDiedAfterItsCommitIsEndedAtOpen) {
  auto keys = world.open_keys();
  const std::string sealed = seal(*keys);
  sql::FakeDatabase store(*world.db, world.random);
  keys = world.run(Keys::open(store, world.master_path(), world.random, world.clock));
  store.script({sql::Mishap::lost_after});
  EXPECT_THROW(world.run(keys->rotate_master()), KeysError);
  const std::string next_file = content_of(world.master_path() + ".new");
  EXPECT_EQ(open(*world.open_keys(), sealed), "the context");
  EXPECT_EQ(content_of(world.master_path()), next_file);
  EXPECT_FALSE(fs::exists(world.master_path() + ".new"));
}

TEST_F(KeysTest, AMasterRotationWithoutAnAnswerIsCompletedByAskingAgain) {
  sql::FakeDatabase store(*world.db, world.random);
  const auto keys = world.run(Keys::open(store, world.master_path(), world.random, world.clock));
  const std::string sealed = seal(*keys);
  store.script({sql::Mishap::lost_after});
  EXPECT_THROW(world.run(keys->rotate_master()), KeysError);
  world.run(keys->rotate_master());
  EXPECT_FALSE(fs::exists(world.master_path() + ".new"));
  EXPECT_EQ(open(*world.open_keys(), sealed), "the context");
}

TEST_F(KeysTest, TheNewMasterAloneOpensAfterTheCommit) {
  auto keys = world.open_keys();
  const std::string sealed = seal(*keys);
  const std::string old_file = content_of(world.master_path());
  world.run(keys->rotate_master());
  fs::rename(world.master_path(), world.master_path() + ".new");  // died before the rename,
  EXPECT_EQ(open(*world.open_keys(), sealed), "the context");     // and the old file is gone
  fs::rename(world.master_path(), world.master_path() + ".new");
  write_private(world.master_path(), old_file);  // died before the rename
  EXPECT_EQ(open(*world.open_keys(), sealed), "the context");
}

TEST_F(KeysTest, APurposeKeyMadeDuringAMasterRotationIsNotLost) {
  sql::FakeDatabase slow(*world.db, world.random);
  const auto keys = world.run(Keys::open(slow, world.master_path(), world.random, world.clock));
  spawn(world.scheduler, "master", keys->rotate_master());
  spawn(world.scheduler, "purpose", keys->rotate(Purpose::token_seal, Mode::test));
  world.scheduler.run_for(std::chrono::seconds(60));
  EXPECT_EQ(keys->older_ids(Purpose::token_seal, Mode::test).size(), 1u);
  EXPECT_EQ(open(*world.open_keys(), seal(*keys)), "the context");
  EXPECT_EQ(world.query("SELECT DISTINCT master_id FROM wrapped_keys").size(), 1u);
}

TEST_F(KeysTest, TheDatabaseAloneHoldsNoKey) {
  const auto keys = world.open_keys();
  const std::string master = content_of(world.master_path());
  const auto master_bytes = from_hex(master.substr(0, 64));
  const std::string raw(master_bytes->begin(), master_bytes->end());
  for (const auto& row : world.query("SELECT key_id, master_id, wrapped FROM wrapped_keys")) {
    EXPECT_EQ(master.find(row.text(1)), std::string::npos);
    EXPECT_EQ(row.bytes(2).size(), 32u + 28u);
    EXPECT_EQ(row.bytes(2).find(raw), std::string::npos);
  }
}

}  // namespace
}  // namespace guichet::vault
