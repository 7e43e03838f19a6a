#include "payments/legacy_ids.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <set>

#include "payments/testing/payment_world.hpp"
#include "sql/unit.hpp"

namespace guichet::payments {
namespace {

using testing::PaymentWorld;

constexpr Instant noon{1'700'049'600'000};

TEST(LegacyIdTest, FormIdsAreNumericFrom900000) {
  EXPECT_EQ(legacy_id(true, 0), "900000");
  EXPECT_EQ(legacy_id(true, 99'999), "999999");
}

TEST(LegacyIdTest, ServiceIdsAreNineALetterAndFourOfLettersAndDigits) {
  EXPECT_EQ(legacy_id(false, 0), "9aaaaa");
  EXPECT_EQ(legacy_id(false, 35), "9aaaa9");
  EXPECT_EQ(legacy_id(false, 36), "9aaaba");
  EXPECT_EQ(legacy_id(false, legacy_service_ids_per_day - 1), "9z9999");
}

struct LegacyIdsTest : ::testing::Test {
  /// Takes `each` ids in each of `tasks` coroutines at once, alternating between two processes.
  std::set<std::string> take(LegacyIds& one, LegacyIds& other, Origin origin, Instant day,
                             int tasks, int each) {
    std::set<std::string> seen;
    for (int n = 0; n < tasks; ++n) {
      spawn(world.scheduler, "take", keep(n % 2 == 0 ? one : other, origin, day, each, seen));
    }
    world.scheduler.run_for(std::chrono::minutes(5));
    return seen;
  }
  static Task<> keep(LegacyIds& ids, Origin origin, Instant day, int each,
                     std::set<std::string>& seen) {
    for (int n = 0; n < each; ++n) {
      const std::string id = co_await ids.next(7, origin, day);
      EXPECT_TRUE(seen.insert(id).second) << id << " was given twice";
    }
  }

  PaymentWorld world{{.shuffled = true}};
  LegacyIds here{*world.fake}, there{*world.fake};
};

TEST_F(LegacyIdsTest, ManyCoroutinesOfTwoProcessesNeverGetTheSame) {
  const auto forms = take(here, there, Origin::form, noon, 40, 30);
  EXPECT_EQ(forms.size(), 40u * 30);
  const auto services = take(here, there, Origin::service, noon, 40, 30);
  EXPECT_EQ(services.size(), 40u * 30);
  for (const auto& id : forms) {
    EXPECT_EQ(id.size(), 6u);
    EXPECT_TRUE(std::all_of(id.begin(), id.end(), [](unsigned char c) { return isdigit(c); }))
        << id;
  }
  for (const auto& id : services) {
    EXPECT_EQ(id.size(), 6u);
    EXPECT_EQ(id[0], '9');
    EXPECT_TRUE(id[1] >= 'a' && id[1] <= 'z') << id;
    EXPECT_FALSE(forms.contains(id));
  }
}

TEST_F(LegacyIdsTest, ANewDayBeginsAgain) {
  EXPECT_EQ(world.run(here.next(7, Origin::form, noon)), "900000");
  EXPECT_EQ(world.run(here.next(7, Origin::form, noon.plus_days(1))), "900000");
  EXPECT_EQ(world.run(here.next(7, Origin::form, noon)), "900001");
  EXPECT_EQ(world.run(here.next(8, Origin::form, noon)), "900000") << "another book";
}

TEST_F(LegacyIdsTest, ABlockIsLeasedOnceHoweverManyIdsItGives) {
  for (int n = 0; n < LegacyIds::block_size; ++n) world.run(here.next(7, Origin::form, noon));
  EXPECT_EQ(world.count("counter_blocks"), 1);
  EXPECT_EQ(world.run(here.next(7, Origin::form, noon)), "900250");
  EXPECT_EQ(world.count("counter_blocks"), 2);
}

// A TEST book's clock may be years ahead: its leases must not throw away those of the others.
TEST_F(LegacyIdsTest, BooksOfDifferentDaysDoNotDisturbEachOther) {
  for (int n = 0; n < 10; ++n) {
    EXPECT_EQ(world.run(here.next(7, Origin::form, noon)), std::to_string(900'000 + n));
    world.run(here.next(8, Origin::form, noon.plus_days(365)));
  }
  EXPECT_EQ(world.count("counter_blocks"), 2);
}

TEST_F(LegacyIdsTest, WhenADaysNumbersAreUsedUpFormsTakeTheOtherKind) {
  sql::Batch batch;
  const std::string counter = "legacy-form-" + std::to_string(day_number(noon));
  add_counter_block(batch, 7, counter, legacy_form_ids_per_day / LegacyIds::block_size - 1);
  ASSERT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
  EXPECT_EQ(world.run(here.next(7, Origin::form, noon)), "9aaaaa");
}

TEST_F(LegacyIdsTest, AFailedLeaseFailsItsAskerAndTheNextOneTriesAgain) {
  world.fake->script({sql::Mishap::lost_before});
  EXPECT_THROW(world.run(here.next(7, Origin::form, noon)), sql::UnitFailed);
  EXPECT_EQ(world.run(here.next(7, Origin::form, noon)), "900000");
  // Written, and not known to be: the block is lost, nothing is given twice.
  world.fake->script({sql::Mishap::lost_after});
  EXPECT_THROW(world.run(there.next(7, Origin::form, noon)), sql::UnitFailed);
  EXPECT_EQ(world.run(there.next(7, Origin::form, noon)), "900500");
}

}  // namespace
}  // namespace guichet::payments
