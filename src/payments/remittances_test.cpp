#include "payments/remittances.hpp"

#include <gtest/gtest.h>

#include "payments/remittance_store.hpp"
#include "payments/testing/payment_world.hpp"

namespace guichet::payments {
namespace {

using testing::PaymentWorld;

struct RemittancesTest : ::testing::Test {
  RemittanceFile open(std::string mid, std::string currency, Instant since, Instant at) {
    return world.run(files().open(world.book()->id, std::move(mid), std::move(currency), since,
                                  at));
  }
  Remittances& files() { return world.now().daily_jobs->remittances; }
  PaymentWorld world;
};

TEST_F(RemittancesTest, NumbersIncreasePerContract) {
  EXPECT_EQ(open("A", "EUR", Instant{100}, Instant{110}).number_text(), "000001");
  EXPECT_EQ(open("A", "USD", Instant{100}, Instant{110}).number_text(), "000002");
  EXPECT_EQ(open("B", "EUR", Instant{100}, Instant{110}).number_text(), "000001");
}

TEST_F(RemittancesTest, TheOpenFileOfAnEveningIsFoundAgain) {
  EXPECT_EQ(open("A", "EUR", Instant{100}, Instant{110}).number, 1);
  const auto again = open("A", "EUR", Instant{100}, Instant{150});
  EXPECT_EQ(again.number, 1);
  EXPECT_EQ(again.at, Instant{110}) << "the time of the file is that of its beginning";
  EXPECT_EQ(open("A", "EUR", Instant{200}, Instant{210}).number, 2) << "another evening";
}

TEST_F(RemittancesTest, AClosedFileIsNotOpenedAgainAndItsNumberNotReused) {
  open("A", "EUR", Instant{100}, Instant{110});
  EXPECT_TRUE(world.run(files().close(world.book(), "A", 1)));
  EXPECT_TRUE(world.run(files().close(world.book(), "A", 1))) << "twice is once";
  EXPECT_EQ(open("A", "EUR", Instant{100}, Instant{120}).number, 2);
}

TEST_F(RemittancesTest, TheTextListsEveryTransactionAndItsTotalsAgree) {
  auto request = world.request();
  request.payment.order_id = "O;1";
  const auto one = world.charge(std::move(request)).transaction;
  const auto two = world.charge().transaction;
  world.pass_evening();
  const auto text = world.run(write_remittance(*world.db, world.book(), one.details.mid, 1));
  ASSERT_TRUE(text);
  EXPECT_NE(text->find(";DT;" + one.uuid + ";O 1;990;EUR\r\n"), std::string::npos) << *text;
  EXPECT_NE(text->find(";DT;" + two.uuid + ";ORDER-1;990;EUR\r\n"), std::string::npos) << *text;
  EXPECT_NE(text->find(";TOTAL_DT;2;;1980;EUR\r\n"), std::string::npos) << *text;
  EXPECT_NE(text->find(";TOTAL_CT;0;;0;EUR\r\n"), std::string::npos) << *text;
  EXPECT_FALSE(world.run(write_remittance(*world.db, world.book(), one.details.mid, 7)));
}

}  // namespace
}  // namespace guichet::payments
