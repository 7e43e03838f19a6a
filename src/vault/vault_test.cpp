#include "vault/vault.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/encoding.hpp"
#include "sql/fake_database.hpp"
#include "vault/testing/vault_world.hpp"

namespace guichet::vault {
namespace {

using testing::VaultWorld;

// Not a card: a number of our own range with a valid check digit.
const std::string number = std::string("99990000") + "00000013";
constexpr Instant forever{INT64_MAX};

/// `digits` followed by their Luhn check digit (ISO/IEC 7812-1 annex B).
std::string with_check_digit(std::string digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 0) digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
    sum += digit;
  }
  return digits + static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::string nth_number(int n) {
  return with_check_digit("9" + std::to_string(10'000'000'000'000 + n * 7919LL));
}

std::pair<int, Mode> one_book(int) { return {1, Mode::test}; }

struct VaultTest : ::testing::Test {
  VaultWorld world;
  std::unique_ptr<Keys> keys = world.open_keys();
  Vault vault{*world.db, *keys, world.random, world.clock};

  std::string keep(std::int64_t book, const std::string& digits, Mode mode = Mode::test) {
    sql::Batch batch;
    std::string id = vault.keep(batch, book, mode, *Pan::parse(digits), forever);
    EXPECT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
    return id;
  }
  /// One commit for all of `count` cards, the nth in the book and mode that `place` says.
  template <class Place>
  std::vector<std::string> keep_many(int count, Place place) {
    sql::Batch batch;
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) {
      const auto [book, mode] = place(i);
      ids.push_back(vault.keep(batch, book, mode, *Pan::parse(nth_number(i)), forever));
    }
    EXPECT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
    return ids;
  }
  std::string fetch(std::int64_t book, const std::string& id, Mode mode = Mode::test) {
    const auto pan = world.run(vault.fetch(book, mode, id));
    return pan ? std::string(pan->expose_digits()) : "none";
  }
  std::int64_t rows() { return world.query("SELECT COUNT(*) FROM cards").front().integer(0); }
};

TEST_F(VaultTest, AKeptCardComesBack) {
  for (const std::size_t length : {12u, 13u, 15u, 16u, 19u}) {
    const std::string digits = with_check_digit("9" + std::string(length - 2, '0'));
    EXPECT_EQ(fetch(1, keep(1, digits)), digits);
  }
}

TEST_F(VaultTest, TheSameCardTwiceIsOneRow) {
  const std::string id = keep(1, number);
  EXPECT_EQ(keep(1, number), id);
  EXPECT_EQ(rows(), 1);
  EXPECT_EQ(id.size(), 32u);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST_F(VaultTest, TheSameCardTwiceInOneBatchIsOneRow) {
  sql::Batch batch;
  vault.keep(batch, 1, Mode::test, *Pan::parse(number), forever);
  vault.keep(batch, 1, Mode::test, *Pan::parse(number), forever);
  EXPECT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
  EXPECT_EQ(rows(), 1);
}

TEST_F(VaultTest, ACardHasAnotherIdInEachBookAndMode) {
  const std::set<std::string> ids{keep(1, number), keep(2, number),
                                  keep(3, number, Mode::production)};
  EXPECT_EQ(ids.size(), 3u);
}

TEST_F(VaultTest, ACardOfAnotherBookOrModeIsNotFound) {
  const std::string id = keep(1, number);
  EXPECT_EQ(fetch(2, id), "none");
  EXPECT_EQ(fetch(1, id, Mode::production), "none");
  EXPECT_EQ(fetch(1, std::string(32, '0')), "none");
}

TEST_F(VaultTest, ASealMovedToAnotherRowDoesNotOpen) {
  keep(1, number);
  const std::string other = keep(1, with_check_digit("999900000000002"));
  constexpr sql::Statement copy{
      "test",
      "UPDATE cards SET sealed = (SELECT c.sealed FROM cards c WHERE c.card_id <> $1) "
      "WHERE card_id = $1"};
  sql::Batch batch;
  batch.add(copy, {other});
  ASSERT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
  EXPECT_EQ(fetch(1, other), "none");
}

TEST_F(VaultTest, NoColumnHoldsACardNumber) {
  std::vector<std::string> numbers;
  for (int i = 0; i < 200; ++i) numbers.push_back(nth_number(i));
  keep_many(200, [](int i) { return std::pair(i % 3, Mode::test); });
  const auto holds_card = [](const std::string& cell) {
    return cell.size() >= 12 && cell.size() <= 19 &&
           std::all_of(cell.begin(), cell.end(), [](unsigned char c) { return std::isdigit(c); }) &&
           Pan::parse(cell)->passes_luhn();
  };
  EXPECT_TRUE(holds_card(numbers.front())) << "the check below would find nothing";
  const sql::Rows all =
      world.query("SELECT card_id, key_id, sealed, book_id, created_at FROM cards");
  ASSERT_EQ(all.size(), 200u);
  for (const auto& row : all) {
    const std::string sealed_hex = to_hex(as_bytes(row.bytes(2)));
    for (const std::string& cell : {row.text(0), row.text(1), row.bytes(2), sealed_hex}) {
      EXPECT_FALSE(holds_card(cell));
      for (const std::string& each : numbers) EXPECT_EQ(cell.find(each), std::string::npos);
    }
  }
}

TEST_F(VaultTest, ResealingMovesEveryRowToTheCurrentKey) {
  const auto place = [](int i) {
    return std::pair(i % 4, i % 2 == 0 ? Mode::test : Mode::production);
  };
  const std::vector<std::string> ids = keep_many(300, place);
  world.run(keys->rotate(Purpose::pan_data, Mode::test));
  world.run(keys->rotate(Purpose::pan_data, Mode::production));
  const auto all_open = [&] {
    for (int i = 0; i < 300; ++i) {
      const auto [book, mode] = place(i);
      if (fetch(book, ids[i], mode) != nth_number(i)) return false;
    }
    return true;
  };
  EXPECT_TRUE(all_open()) << "old seals open until they are replaced";
  EXPECT_EQ(world.run(vault.reseal(100)), 100);
  EXPECT_TRUE(all_open()) << "half way";
  EXPECT_EQ(world.run(vault.reseal(1000)), 200);
  EXPECT_EQ(world.run(vault.reseal(1000)), 0);
  EXPECT_TRUE(all_open());
  for (const auto& row : world.query("SELECT sealed, key_id, book_id FROM cards")) {
    const Mode mode = row.integer(2) % 2 == 0 ? Mode::test : Mode::production;
    EXPECT_EQ(row.text(1), keys->current_id(Purpose::pan_data, mode));
    EXPECT_EQ(Keys::id_of(row.bytes(0)), row.text(1));
  }
  EXPECT_EQ(rows(), 300);
}

TEST_F(VaultTest, ARotatedKeyLeavesTheCardsIdAsItWas) {
  const std::string id = keep(1, number);
  world.run(keys->rotate(Purpose::pan_data, Mode::test));
  EXPECT_EQ(keep(1, number), id);
  EXPECT_EQ(rows(), 1);
}

TEST_F(VaultTest, TwoResealersDoNoHarmAndUnavailabilityEndsOne) {
  const std::vector<std::string> ids = keep_many(50, one_book);
  world.run(keys->rotate(Purpose::pan_data, Mode::test));
  sql::FakeDatabase slow(*world.db, world.random);
  Vault one(slow, *keys, world.random, world.clock);
  Vault two(slow, *keys, world.random, world.clock);
  slow.script({sql::Mishap::lost_before});
  const auto drop = [](Task<int> task) -> Task<> { co_await std::move(task); };
  spawn(world.scheduler, "one", drop(one.reseal(100)));
  spawn(world.scheduler, "two", drop(two.reseal(100)));
  world.scheduler.run_for(std::chrono::seconds(60));
  EXPECT_EQ(world.run(vault.reseal(100)), 0);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(fetch(1, ids[i]), nth_number(i));
  EXPECT_EQ(rows(), 50);
}

TEST_F(VaultTest, ARowThatDoesNotOpenDoesNotStopTheOthers) {
  keep_many(10, one_book);
  constexpr sql::Statement spoil{
      "test", "UPDATE cards SET sealed = $1 WHERE card_id = (SELECT MIN(card_id) FROM cards)"};
  sql::Batch batch;
  batch.add(spoil, {sql::Blob{keys->current_id(Purpose::pan_data, Mode::test) + "spoiled"}});
  ASSERT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
  world.run(keys->rotate(Purpose::pan_data, Mode::test));
  EXPECT_EQ(world.run(vault.reseal(100)), 9);
}

TEST_F(VaultTest, ACardIsPurgedWhenNobodyNeedsItAnyMore) {
  const auto keep_until = [this](const std::string& digits, std::int64_t until) {
    sql::Batch batch;
    std::string id = vault.keep(batch, 1, Mode::test, *Pan::parse(digits), Instant{until});
    EXPECT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
    return id;
  };
  const std::string once = keep_until(nth_number(1), 1000);
  const std::string again = keep_until(nth_number(2), 1000);
  keep_until(nth_number(2), 3000);
  keep_until(nth_number(2), 2000);  // the latest counts
  const std::string longer = keep_until(nth_number(3), 1000);
  sql::Batch batch;
  Vault::keep_longer(batch, 1, longer, Instant{5000});
  ASSERT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
  EXPECT_EQ(world.run(vault.purge(1, Instant{1000})), 0) << "on the day itself it is kept";
  EXPECT_EQ(world.run(vault.purge(2, Instant{9000})), 0) << "another book's cards stay";
  EXPECT_EQ(world.run(vault.purge(1, Instant{2500})), 1);
  EXPECT_EQ(fetch(1, once), "none");
  EXPECT_EQ(fetch(1, again), nth_number(2));
  EXPECT_EQ(world.run(vault.purge(1, Instant{3001})), 1);
  EXPECT_EQ(fetch(1, longer), nth_number(3));
}

}  // namespace
}  // namespace guichet::vault
