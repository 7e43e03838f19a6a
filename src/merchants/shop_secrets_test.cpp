#include "merchants/shop_secrets.hpp"

#include <gtest/gtest.h>

#include "merchants/shop_keys.hpp"
#include "merchants/testing/directory_world.hpp"

namespace guichet::merchants {
namespace {

const std::string shop_id = "12345678";
const std::string minimal = "id = \"12345678\"\n";

struct ShopSecretsTest : ::testing::Test {
  testing::DirectoryWorld world;
  Directory& directory = world.directory;
  vault::Keys& keys = *world.keys;

  std::string apply(const std::string& toml) { return world.apply(toml); }
  std::string password(Mode mode) { return world.password(shop_id, mode); }
};

TEST_F(ShopSecretsTest, MissingKeysAreMadeInTheirForm) {
  apply(minimal);
  for (const Mode mode : {Mode::test, Mode::production}) {
    const BookKeys& made = directory.find(shop_id, mode)->keys;
    EXPECT_EQ(fault_of_password(made.password.expose(), mode), "");
    EXPECT_EQ(made.password.expose().size(), 13u + 32u);
    EXPECT_EQ(fault_of_public_key(made.public_key, shop_id, mode), "");
    EXPECT_EQ(fault_of_hmac_key(made.hmac_key.expose()), "");
  }
}

TEST_F(ShopSecretsTest, ThePasswordChoosesTheMode) {
  apply(minimal);
  for (const Mode mode : {Mode::test, Mode::production}) {
    EXPECT_EQ(directory.authenticate(shop_id, password(mode)), directory.find(shop_id, mode));
  }
}

TEST_F(ShopSecretsTest, OnlyTheExactPasswordOfTheShopIsAccepted) {
  apply(minimal);
  apply("id = \"87654321\"\n");
  const std::string right = password(Mode::test);
  EXPECT_EQ(directory.authenticate("87654321", right), nullptr);
  EXPECT_EQ(directory.authenticate("99999999", right), nullptr);
  EXPECT_EQ(directory.authenticate("", ""), nullptr);
  EXPECT_EQ(directory.authenticate(shop_id, ""), nullptr);
  EXPECT_EQ(directory.authenticate(shop_id, right + "x"), nullptr);
  for (std::size_t i = 0; i < right.size(); ++i) {
    std::string wrong = right;
    wrong[i] = static_cast<char>(wrong[i] ^ 1);
    EXPECT_EQ(directory.authenticate(shop_id, wrong), nullptr);
    EXPECT_EQ(directory.authenticate(shop_id, right.substr(0, i)), nullptr);
  }
}

TEST_F(ShopSecretsTest, ACheckCopiedToAnotherShopOpensNothing) {
  apply(minimal);
  apply("id = \"87654321\"\n");
  const std::string own = password(Mode::test);
  constexpr sql::Statement copy{
      "test",
      "UPDATE books SET password_check = (SELECT b.password_check FROM books b WHERE "
      "b.shop_id = '12345678' AND b.mode = 'TEST') WHERE shop_id = '87654321' AND mode = 'TEST'"};
  sql::Batch batch;
  batch.add(copy, {});
  ASSERT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
  Directory fresh(*world.db, keys, world.random, world.clock);
  world.run(fresh.refresh());
  EXPECT_EQ(fresh.authenticate("87654321", own), nullptr);
}

TEST_F(ShopSecretsTest, NoSecretLiesInClearInTheDatabase) {
  apply(std::string(demo_shop_toml));
  const std::string all_text[] = {"testpassword_DEMOPRIVATEKEY23G4475zXZQ2UA5x7M",
                                  "38453613e7f44dc58732bad3dca2bca3"};
  const sql::Rows rows =
      world.query("SELECT password_sealed, password_check, hmac_key_sealed FROM books");
  ASSERT_EQ(rows.size(), 2u);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < 3; ++i) {
      for (const auto& secret : all_text) {
        EXPECT_EQ(row.bytes(i).find(secret), std::string::npos);
      }
    }
    EXPECT_EQ(row.bytes(1).size(), 32u);
  }
}

TEST_F(ShopSecretsTest, AShopWhoseKeysDoNotOpenStaysAsItWasAndHarmsNobody) {
  apply(minimal);
  constexpr sql::Statement spoil{
      "test", "UPDATE books SET password_sealed = $1 WHERE shop_id = '12345678'"};
  sql::Batch batch;
  batch.add(spoil, {sql::Blob{"spoiled"}});
  ASSERT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
  const std::string known = password(Mode::test);
  EXPECT_EQ(apply("id = \"87654321\""), "shop 87654321: created");
  EXPECT_NE(directory.find("87654321", Mode::test), nullptr);
  EXPECT_NE(directory.authenticate(shop_id, known), nullptr);
  EXPECT_EQ(apply(minimal), "refused: the stored TEST keys of shop 12345678 do not open");
}

TEST_F(ShopSecretsTest, AfterARotationKeysAreSealedAnew) {
  apply(minimal);
  apply("id = \"87654321\"");
  const std::string known = password(Mode::test);
  world.run(keys.rotate(vault::Purpose::shop_secret, Mode::test));
  Directory before(*world.db, keys, world.random, world.clock);
  world.run(before.refresh());
  EXPECT_NE(before.authenticate(shop_id, known), nullptr) << "old seals open until then";
  EXPECT_EQ(world.run(directory.reseal()), 2);
  EXPECT_EQ(world.run(directory.reseal()), 0);
  for (const auto& row : world.query("SELECT password_sealed FROM books WHERE mode = 'TEST'")) {
    EXPECT_EQ(vault::Keys::id_of(row.bytes(0)),
              keys.current_id(vault::Purpose::shop_secret, Mode::test));
  }
  EXPECT_NE(directory.authenticate(shop_id, known), nullptr);
  EXPECT_EQ(apply(minimal), "shop 12345678: nothing to change");
}

}  // namespace
}  // namespace guichet::merchants
