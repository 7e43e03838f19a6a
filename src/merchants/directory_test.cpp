#include "merchants/directory.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "merchants/shop_keys.hpp"
#include "merchants/testing/directory_world.hpp"
#include "sql/fake_database.hpp"
#include "sql/schema_rules.hpp"
#include "sql/unit.hpp"

namespace guichet::merchants {
namespace {

const std::string shop_id = "12345678";
const std::string minimal = "id = \"12345678\"\n";

struct DirectoryTest : ::testing::Test {
  testing::DirectoryWorld world;
  Directory& directory = world.directory;
  vault::Keys& keys = *world.keys;

  std::string show(bool with_secrets) {
    const auto text = world.run(directory.show(shop_id, with_secrets));
    return text ? *text : "refused: " + text.reason();
  }
  std::int64_t count(const std::string& table) { return world.count(table); }
  std::string apply_to(Directory& where, const std::string& toml) {
    return world.apply_to(where, toml);
  }
  std::string apply(const std::string& toml) { return world.apply(toml); }
  std::string password(Mode mode) { return world.password(shop_id, mode); }
};

TEST(MerchantsSchemaTest, FollowsTheRulesOfTheCommonSchema) {
  EXPECT_EQ(sql::check_schema_rules(schema()), std::vector<std::string>{});
}

TEST_F(DirectoryTest, AnAppliedShopIsFoundByEveryName) {
  EXPECT_EQ(apply(minimal), "shop 12345678: created");
  const BookPtr test = directory.find(shop_id, Mode::test);
  const BookPtr production = directory.find(shop_id, Mode::production);
  ASSERT_TRUE(test && production);
  EXPECT_EQ(test->mode, Mode::test);
  EXPECT_EQ(production->mode, Mode::production);
  EXPECT_EQ(test->id, book_id_of(shop_id, Mode::test));
  EXPECT_NE(test->id, production->id);
  EXPECT_EQ(directory.find(test->id), test);
  EXPECT_EQ(directory.find_by_public_key(test->keys.public_key), test);
  EXPECT_EQ(directory.find_by_public_key(production->keys.public_key), production);
  EXPECT_EQ(directory.all(), (std::vector{test, production}));
  EXPECT_EQ(test->shop->name, "Shop 12345678");
  EXPECT_EQ(test->shop, production->shop);
}

TEST_F(DirectoryTest, WhatIsNotThereIsNull) {
  EXPECT_EQ(directory.find(shop_id, Mode::test), nullptr);
  EXPECT_EQ(directory.authenticate(shop_id, "testpassword_x"), nullptr);
  apply(minimal);
  EXPECT_EQ(directory.find("87654321", Mode::test), nullptr);
  EXPECT_EQ(directory.find(7), nullptr);
  EXPECT_EQ(directory.find_by_public_key("12345678:testpublickey_"), nullptr);
}

TEST_F(DirectoryTest, TheBookIdIsDerived) {
  EXPECT_EQ(book_id_of("69876357", Mode::test), 139752714);
  EXPECT_EQ(book_id_of("69876357", Mode::production), 139752715);
  EXPECT_EQ(book_id_of("00000000", Mode::test), 0);
}

TEST_F(DirectoryTest, TheSameFileTwiceChangesNothing) {
  apply(std::string(demo_shop_toml));
  const std::int64_t changes = count("directory_history");
  const BookPtr before = directory.find("69876357", Mode::test);
  EXPECT_EQ(apply(std::string(demo_shop_toml)), "shop 69876357: nothing to change");
  EXPECT_EQ(count("directory_history"), changes);
  EXPECT_EQ(directory.find("69876357", Mode::test), before);
}

TEST_F(DirectoryTest, KeysThatTheFileLeavesOutAreKept) {
  apply(minimal);
  const std::string test = password(Mode::test), production = password(Mode::production);
  EXPECT_EQ(apply(minimal + "name = \"Other\""), "shop 12345678: changed: shop");
  EXPECT_EQ(directory.find(shop_id, Mode::test)->shop->name, "Other");
  EXPECT_EQ(password(Mode::test), test);
  EXPECT_EQ(apply(minimal + "name = \"Other\"\n[test]\npassword = \"testpassword_abcdefgh\"\n"),
            "shop 12345678: changed: keys TEST");
  EXPECT_EQ(password(Mode::test), "testpassword_abcdefgh");
  EXPECT_EQ(password(Mode::production), production);
  EXPECT_EQ(directory.authenticate(shop_id, test), nullptr) << "no grace period";
  EXPECT_NE(directory.authenticate(shop_id, "testpassword_abcdefgh"), nullptr);
  EXPECT_EQ(apply(minimal + "name = \"Other\""), "shop 12345678: nothing to change");
}

TEST_F(DirectoryTest, OnlyWhatDiffersIsChanged) {
  apply(minimal);
  EXPECT_EQ(apply(minimal + "[[contract]]\nmid = \"7\"\n"),
            "shop 12345678: changed: contracts TEST");
  EXPECT_EQ(directory.find(shop_id, Mode::test)->contracts.front().mid, "7");
  EXPECT_EQ(count("contracts"), 1);
  EXPECT_EQ(apply(minimal + "[notifications.cancellation]\nproduction_url = \"https://x.example/\""
                            "\n[[contract]]\nmid = \"7\"\n"),
            "shop 12345678: changed: notification rules PRODUCTION");
  EXPECT_EQ(directory.find(shop_id, Mode::production)->rules.at(Rule::cancellation).url,
            "https://x.example/");
  EXPECT_EQ(apply(minimal), "shop 12345678: changed: contracts TEST, notification rules PRODUCTION")
      << "a member that is left out takes its default again";
}

TEST_F(DirectoryTest, AFaultyFileChangesNothing) {
  apply(minimal);
  const BookPtr before = directory.find(shop_id, Mode::test);
  EXPECT_EQ(apply(minimal + "retries = 99"),
            "refused: retries: must be a whole number from 0 to 9");
  EXPECT_EQ(directory.find(shop_id, Mode::test), before);
  EXPECT_EQ(count("directory_history"), 1);
}

TEST_F(DirectoryTest, WithoutAnIdTheNameIsTheShop) {
  const std::string created = apply("name = \"Bakery\"");
  EXPECT_TRUE(created.ends_with(": created"));
  EXPECT_EQ(count("shops"), 1);
  const std::string id = created.substr(5, 8);
  EXPECT_TRUE(is_shop_id(id));
  EXPECT_EQ(apply("name = \"Bakery\""), "shop " + id + ": nothing to change");
  EXPECT_TRUE(apply("name = \"Butcher\"").ends_with(": created"));
  apply(minimal + "name = \"Bakery\"");
  EXPECT_EQ(apply("name = \"Bakery\""),
            "refused: id: several shops have the name Bakery, so give the id");
}

TEST_F(DirectoryTest, ProductionIsActiveWithARealAcquirerOnly) {
  apply(minimal);
  EXPECT_TRUE(directory.find(shop_id, Mode::test)->active);
  EXPECT_FALSE(directory.find(shop_id, Mode::production)->active);
  apply(minimal + "[[contract]]\nmode = \"BOTH\"\nmid = \"1\"\n");
  EXPECT_FALSE(directory.find(shop_id, Mode::production)->active) << "the sandbox is no acquirer";
  apply(minimal + "[[contract]]\nmode = \"BOTH\"\nmid = \"1\"\nacquirer = \"bank\"\n");
  EXPECT_TRUE(directory.find(shop_id, Mode::production)->active);
}

TEST_F(DirectoryTest, WhatIsShownIsAcceptedAndChangesNothing) {
  apply(minimal + R"(
name = "L'épicerie \"Chez \\ nous\""
language = "FR"
[options]
pci = true
retry_minutes = [15, 30]
[[contract]]
mode = "BOTH"
mid = "1"
acquirer = "bank"
brands = ["VISA", "E-CARTEBLEUE"]
validity_days = { VISA = 3, E-CARTEBLEUE = 4 }
[[contract]]
mid = "2"
[notifications.end_of_payment]
enabled = true
test_url = "https://x.example/a?b=c"
failure_mails = ["a@x.example", "b@x.example"]
)");
  EXPECT_EQ(apply(show(true)), "shop 12345678: nothing to change");
  EXPECT_EQ(apply(show(false)), "shop 12345678: nothing to change");
  EXPECT_EQ(apply(minimal + "contract = []"),
            "shop 12345678: changed: shop, contracts TEST, notification rules TEST, "
            "contracts PRODUCTION, notification rules PRODUCTION");
  EXPECT_EQ(apply(show(true)), "shop 12345678: nothing to change");
}

TEST_F(DirectoryTest, SecretsAreShownOnlyWhenAskedFor) {
  apply(minimal);
  for (const Mode mode : {Mode::test, Mode::production}) {
    const std::string secret = password(mode);
    const std::string hmac_key(directory.find(shop_id, mode)->keys.hmac_key.expose());
    EXPECT_EQ(show(false).find(secret), std::string::npos);
    EXPECT_EQ(show(false).find(hmac_key), std::string::npos);
    EXPECT_NE(show(true).find(secret), std::string::npos);
    EXPECT_NE(show(true).find(hmac_key), std::string::npos);
  }
  const auto missing = world.run(directory.show("87654321", false));
  EXPECT_EQ(missing.reason(), "there is no shop 87654321");
}

TEST_F(DirectoryTest, AShownShopMovesToAnotherInstallation) {
  apply(std::string(demo_shop_toml));
  const auto text = world.run(directory.show("69876357", true));
  testing::DirectoryWorld there;
  EXPECT_EQ(there.apply(*text), "shop 69876357: created");
  EXPECT_NE(
      there.directory.authenticate("69876357", "testpassword_DEMOPRIVATEKEY23G4475zXZQ2UA5x7M"),
      nullptr);
}

TEST_F(DirectoryTest, AnotherProcessSeesAChangeAfterRefresh) {
  const auto other_keys = world.open_keys();
  Directory other(*world.db, *other_keys, world.random, world.clock);
  apply(minimal);
  EXPECT_EQ(other.find(shop_id, Mode::test), nullptr);
  world.run(other.refresh());
  ASSERT_NE(other.find(shop_id, Mode::test), nullptr);
  EXPECT_NE(other.authenticate(shop_id, password(Mode::test)), nullptr);
  world.run(keys.rotate(vault::Purpose::shop_secret, Mode::test));
  EXPECT_EQ(world.run(directory.reseal()), 1);
  world.run(other.refresh());
  EXPECT_EQ(other_keys->current_id(vault::Purpose::shop_secret, Mode::test),
            keys.current_id(vault::Purpose::shop_secret, Mode::test));
  EXPECT_EQ(apply_to(other, minimal + "retries = 5"), "shop 12345678: changed: shop");
  const BookPtr before = directory.find(shop_id, Mode::test);
  EXPECT_EQ(before->shop->retries, 3);
  world.run(directory.refresh());
  EXPECT_EQ(directory.find(shop_id, Mode::test)->shop->retries, 5);
  EXPECT_EQ(before->shop->retries, 3) << "a book in use does not change";
}

TEST_F(DirectoryTest, ARefreshWithoutAChangeKeepsTheSnapshot) {
  apply(minimal);
  const BookPtr before = directory.find(shop_id, Mode::test);
  world.run(directory.refresh());
  EXPECT_EQ(directory.find(shop_id, Mode::test), before);
}

TEST_F(DirectoryTest, TwoThatApplyTogetherBothSucceed) {
  sql::FakeDatabase slow(*world.db, world.random);
  Directory one(slow, keys, world.random, world.clock);
  Directory two(slow, keys, world.random, world.clock);
  const auto apply_by_itself = [](Directory& where, std::string toml) -> Task<> {
    const auto outcome = co_await where.apply(toml);
    EXPECT_TRUE(outcome);
  };
  const std::string first = "id = \"11111111\"", second = "id = \"22222222\"";
  spawn(world.scheduler, "one", apply_by_itself(one, first));
  spawn(world.scheduler, "two", apply_by_itself(two, second));
  spawn(world.scheduler, "three", apply_by_itself(two, first));
  world.scheduler.run_for(std::chrono::seconds(60));
  world.run(one.refresh());
  EXPECT_EQ(one.all().size(), 4u);
  EXPECT_EQ(count("shops"), 2);
  EXPECT_EQ(count("directory_history"), 2) << "the third found nothing to change";
}

TEST_F(DirectoryTest, TheClockOfATestBookOnlyGrows) {
  apply(minimal);
  const auto test = book_id_of(shop_id, Mode::test);
  const auto wall = world.clock.now();
  const BookPtr held = directory.find(test);
  world.run(directory.raise_clock(test, wall.plus_ms(5000)));
  EXPECT_EQ(held->business_time(wall), wall.plus_ms(5000)) << "seen by who holds the book already";
  world.run(directory.raise_clock(test, wall.plus_ms(4000)));
  EXPECT_EQ(directory.find(test)->business_time(wall), wall.plus_ms(5000));
  apply(minimal + "retries = 4\n[test]\npassword = \"testpassword_abcdefgh\"");
  EXPECT_EQ(directory.find(test)->business_time(wall), wall.plus_ms(5000))
      << "applying does not turn it back";
  const auto production = directory.find(book_id_of(shop_id, Mode::production));
  EXPECT_EQ(production->business_time(wall), wall) << "two books have two clocks";
}

TEST_F(DirectoryTest, AnotherProcessSeesAMovedClockAtItsNextRefresh) {
  apply(minimal);
  const auto test = book_id_of(shop_id, Mode::test);
  const auto wall = world.clock.now();
  Directory other(*world.db, keys, world.random, world.clock);
  world.run(other.refresh());
  world.run(directory.raise_clock(test, wall.plus_ms(5000)));
  EXPECT_EQ(other.find(test)->business_time(wall), wall);
  world.run(other.refresh());
  EXPECT_EQ(other.find(test)->business_time(wall), wall.plus_ms(5000));
}

TEST_F(DirectoryTest, AnUnavailableStoreIsReportedAndNothingIsSeen) {
  sql::FakeDatabase store(*world.db, world.random);
  Directory here(store, keys, world.random, world.clock);
  store.script({sql::Mishap::lost_before});
  EXPECT_THROW(world.run(here.apply(minimal)), sql::UnitFailed);
  EXPECT_EQ(here.find(shop_id, Mode::test), nullptr);
  EXPECT_EQ(apply_to(here, minimal), "shop 12345678: created");
}

TEST_F(DirectoryTest, LookUpsRunBesideChanges) {
  apply(minimal + "[test]\npassword = \"testpassword_abcdefgh\"");
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      while (!done) {
        const BookPtr book = directory.authenticate(shop_id, "testpassword_abcdefgh");
        if (book == nullptr || directory.find(book->id) == nullptr) ++wrong;
      }
    });
  }
  for (int i = 0; i < 20; ++i) apply(minimal + "retries = " + std::to_string(i % 9));
  done = true;
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace guichet::merchants
