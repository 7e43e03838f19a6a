#include "payments/instalments.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>

#include "payments/testing/payment_world.hpp"

namespace guichet::payments {
namespace {

using contract::Document;
using testing::PaymentWorld;

Instant at(std::string_view text) { return *parse_date_time(text); }
const Instant noon = at("2026-11-25T12:00:00Z");
const TimeZone utc("UTC");

Plan simple(std::int64_t first, int count, int period) {
  return {.first_minor = first, .count = count, .period_days = period, .schedule = {}};
}

Plan schedule(std::vector<Instalment> instalments) { return {.schedule = std::move(instalments)}; }

std::string told(const char* code) { return code ? code : "fine"; }

std::int64_t sum_of(const std::vector<Instalment>& instalments) {
  return std::accumulate(instalments.begin(), instalments.end(), std::int64_t{0},
                         [](std::int64_t sum, const auto& one) { return sum + one.minor; });
}

TEST(Instalments, TheRemainderGoesToTheLast) {
  const auto instalments = lay_out(simple(4000, 4, 30), 10'000, noon);
  std::vector<std::int64_t> amounts;
  for (const auto& one : instalments) amounts.push_back(one.minor);
  EXPECT_EQ(amounts, (std::vector<std::int64_t>{4000, 2000, 2000, 2000}));
  EXPECT_EQ(lay_out(simple(3334, 3, 1), 10'000, noon).back().minor, 3333);
  EXPECT_EQ(lay_out(simple(1, 4, 1), 1001, noon).back().minor, 334);
}

TEST(Instalments, EverySoundSimplePlanSumsUpToTheMinorUnit) {
  SeededRandom random(20261125);
  int sound = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto total = static_cast<std::int64_t>(random.below(amount_max)) + 1;
    const auto small = static_cast<std::int64_t>(random.below(1000)) + 1;
    const std::int64_t amount = random.below(2) == 0 ? total : small;
    const auto plan = simple(static_cast<std::int64_t>(random.below(
                                 static_cast<std::uint64_t>(amount))) + 1,
                             static_cast<int>(random.below(instalments_max - 1)) + 2,
                             static_cast<int>(random.below(365)) + 1);
    if (fault_in_amounts(plan, amount)) continue;
    ++sound;
    const auto instalments = lay_out(plan, amount, noon);
    ASSERT_EQ(sum_of(instalments), amount);
    ASSERT_EQ(static_cast<int>(instalments.size()), plan.count);
    ASSERT_EQ(instalments.front().minor, plan.first_minor);
    for (std::size_t k = 0; k < instalments.size(); ++k) {
      ASSERT_GT(instalments[k].minor, 0);
      ASSERT_EQ(instalments[k].capture_at,
                noon.plus_days(static_cast<std::int64_t>(k) * plan.period_days));
    }
    const auto [least, most] = std::minmax_element(
        instalments.begin() + 1, instalments.end(),
        [](const auto& a, const auto& b) { return a.minor < b.minor; });
    ASSERT_LT(most->minor - least->minor, plan.count - 1) << "only the remainder differs";
  }
  EXPECT_GT(sound, 5000);
}

TEST(Instalments, MembersThatCannotBeHaveTheirOwnCodes) {
  EXPECT_EQ(told(fault_in_amounts(simple(0, 3, 30), 100)), "INT_928");
  EXPECT_EQ(told(fault_in_amounts(simple(100, 3, 30), 100)), "INT_928");
  EXPECT_EQ(told(fault_in_amounts(simple(99, 2, 30), 100)), "fine");
  EXPECT_EQ(told(fault_in_amounts(simple(40, 0, 30), 100)), "INT_929");
  EXPECT_EQ(told(fault_in_amounts(simple(40, 3, 0), 100)), "INT_930");
  EXPECT_EQ(told(fault_in_amounts(simple(99, 3, 30), 100)), "PSP_549") << "one for two";
}

TEST(Instalments, AnExplicitScheduleSumsUpToTheAmount) {
  EXPECT_EQ(told(fault_in_amounts(schedule({{60, noon}, {40, noon}}), 100)), "fine");
  EXPECT_EQ(told(fault_in_amounts(schedule({{60, noon}, {39, noon}}), 100)), "PSP_549");
  EXPECT_EQ(told(fault_in_amounts(schedule({{60, noon}, {41, noon}}), 100)), "PSP_549");
}

TEST(Instalments, TheLastIsAtMostTwelveMonthsAhead) {
  EXPECT_EQ(told(fault_in_dates(simple(1, 2, 365), noon, 0, utc)), "fine");
  EXPECT_EQ(told(fault_in_dates(simple(1, 2, 365), noon, 1, utc)), "PSP_549");
  EXPECT_EQ(told(fault_in_dates(simple(1, 99, 4), noon, 0, utc)), "PSP_549");
  const auto until = [](std::string_view last) {
    return told(fault_in_dates(schedule({{1, noon}, {1, at(last)}}), noon, 0, utc));
  };
  EXPECT_EQ(until("2027-11-25T23:59:59Z"), "fine");
  EXPECT_EQ(until("2027-11-26T00:00:00Z"), "PSP_549");
}

TEST(Instalments, ALeapYearIsTwelveMonthsToo) {
  const auto until = [](std::string_view now, std::string_view last) {
    return told(fault_in_dates(schedule({{1, at(now)}, {1, at(last)}}), at(now), 0, utc));
  };
  EXPECT_EQ(until("2027-03-01T08:00:00Z", "2028-03-01T08:00:00Z"), "fine") << "366 days";
  EXPECT_EQ(until("2028-02-29T08:00:00Z", "2029-02-28T08:00:00Z"), "fine");
  EXPECT_EQ(until("2028-02-29T08:00:00Z", "2029-03-01T08:00:00Z"), "PSP_549");
  EXPECT_EQ(until("2026-12-31T23:00:00Z", "2027-12-31T23:59:00Z"), "fine");
}

TEST(Instalments, ADateOfTodayMayHavePassedAndOneOfYesterdayMayNot) {
  const auto from = [](std::string_view first) {
    return told(fault_in_dates(schedule({{1, at(first)}}), noon, 0, utc));
  };
  EXPECT_EQ(from("2026-11-25T00:00:00Z"), "fine");
  EXPECT_EQ(from("2026-11-24T23:59:59Z"), "PSP_549");
}

TEST(Instalments, DaysAreThoseOfTheShop) {
  const TimeZone paris("Europe/Paris"), new_york("America/New_York");
  const Instant late = at("2026-11-25T23:30:00Z");  // the 26th in Paris, the 25th in New York
  const auto from = [&](std::string_view first, const TimeZone& zone) {
    return told(fault_in_dates(schedule({{1, at(first)}}), late, 0, zone));
  };
  EXPECT_EQ(from("2026-11-25T12:00:00Z", paris), "PSP_549");
  EXPECT_EQ(from("2026-11-25T23:00:00Z", paris), "fine") << "midnight in Paris";
  EXPECT_EQ(from("2026-11-25T12:00:00Z", new_york), "fine");
  const auto until = [&](std::string_view last, const TimeZone& zone) {
    return told(fault_in_dates(schedule({{1, late}, {1, at(last)}}), late, 0, zone));
  };
  EXPECT_EQ(until("2027-11-26T22:59:59Z", paris), "fine");
  EXPECT_EQ(until("2027-11-26T23:00:00Z", paris), "PSP_549");
  EXPECT_EQ(until("2027-11-26T04:59:59Z", new_york), "fine");
  EXPECT_EQ(until("2027-11-26T05:00:00Z", new_york), "PSP_549");
}

TEST(Instalments, SchedulesAreReadInOrderOfTheirDates) {
  const auto plan = read_plan(Document::restore(
      R"({"transactionOptions":{"installmentOptions":{"schedules":[
           {"date":"2027-01-31T00:00:00+00:00","amount":30},
           {"date":"2026-11-30T00:00:00+00:00","amount":50},
           {"date":"2026-12-31T00:00:00+00:00","amount":20}]}}})"));
  ASSERT_TRUE(plan);
  const auto instalments = lay_out(*plan, 100, noon);
  ASSERT_EQ(instalments.size(), 3u);
  EXPECT_EQ(instalments[0].minor, 50);
  EXPECT_EQ(instalments[1].minor, 20);
  EXPECT_EQ(instalments[2].capture_at, at("2027-01-31T00:00:00Z"));
}

TEST(Instalments, BothPlacesAreReadAndAnEmptyObjectIsNoPlan) {
  const auto simple_at = [](const std::string& before, const std::string& after) {
    return read_plan(Document::restore(
        before + R"({"firstAmount":40,"count":3,"period":30})" + after));
  };
  EXPECT_TRUE(simple_at(R"({"transactionOptions":{"installmentOptions":)", "}}"));
  EXPECT_TRUE(simple_at(R"({"transactionOptions":{"cardOptions":{"installmentOptions":)", "}}}"));
  EXPECT_FALSE(read_plan(Document::restore(R"({"transactionOptions":{"installmentOptions":{}}})")));
  EXPECT_FALSE(read_plan(Document::restore(R"({"amount":1})")));
}

/// A payment of 100.00 in three instalments of 40.00, 30.00 and 30.00.
ChargeRequest in_instalments(PaymentWorld& world, Origin origin, std::string_view card) {
  auto request = world.request(card, 10'000);
  request.payment.origin = origin;
  request.payment.document = R"({"transactionOptions":{"installmentOptions":
                                 {"firstAmount":4000,"count":3,"period":30}}})";
  request.plan = read_plan(Document::restore(request.payment.document));
  return request;
}

std::vector<Transaction> all_of(PaymentWorld& world) {
  auto all = world.run(load_page(*world.db, world.book()->id, "", 10));
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
  return all;
}

TEST(InstalmentCharge, AuthorisesTheFirstAndCreatesTheOthersWithIt) {
  PaymentWorld world;
  const auto settled =
      world.charge(in_instalments(world, Origin::service, testing::approved_card));
  EXPECT_EQ(settled.transaction.status, DetailedStatus::authorised);
  EXPECT_EQ(settled.transaction.amount.minor, 4000);
  EXPECT_EQ(settled.later.size(), 2u);
  const auto all = all_of(world);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[1].status, DetailedStatus::waiting_authorisation);
  EXPECT_EQ(all[2].expected_capture_at, all[0].created_at.plus_days(60));
  EXPECT_EQ(world.ledger_lines("AUTHORISE"), 1);
  EXPECT_EQ(world.ledger().front().amount, 4000);
  EXPECT_EQ(order_state(settled.payment, all, false).status, Status::running);
  EXPECT_TRUE(order_state(settled.payment, all, false).closed);
  EXPECT_EQ(world.differences(), std::vector<std::string>{});
}

TEST(InstalmentCharge, ARefusedFirstRefusesAllAndTellsOfOne) {
  PaymentWorld world;
  const auto settled = world.charge(in_instalments(world, Origin::form, testing::refused_card));
  EXPECT_EQ(settled.transaction.status, DetailedStatus::refused);
  EXPECT_TRUE(settled.later.empty());
  const auto all = all_of(world);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].details.refused.code, "ACQ_001");
  for (const std::size_t k : {1u, 2u}) {
    EXPECT_EQ(all[k].status, DetailedStatus::refused);
    EXPECT_EQ(all[k].details.refused.code, "PSP_601");
  }
  EXPECT_EQ(world.differences(), std::vector<std::string>{});
}

TEST(InstalmentCharge, ADistantFirstIsACardCheckOnly) {
  PaymentWorld world;
  auto request = in_instalments(world, Origin::service, testing::approved_card);
  request.capture_delay_days = 8;
  const auto settled = world.charge(std::move(request));
  EXPECT_EQ(settled.transaction.status, DetailedStatus::waiting_authorisation);
  EXPECT_TRUE(settled.transaction.details.mark.asked);
  const auto all = all_of(world);
  EXPECT_FALSE(all[1].details.mark.asked);
  EXPECT_EQ(world.differences(), std::vector<std::string>{});
}

TEST(InstalmentCharge, ACardThatExpiresBeforeTheLastPaysNothing) {
  PaymentWorld world;
  const auto after_days = [&](int days) {
    const auto [year, month] = year_month(world.book()->business_time(
        world.clock.now()).plus_days(days));
    return Expiry{month, year};
  };
  auto request = in_instalments(world, Origin::form, testing::approved_card);
  request.card.expiry = after_days(30);
  const bool same_month = after_days(30).month == after_days(60).month;
  ASSERT_FALSE(same_month);
  try {
    static_cast<void>(world.charge(std::move(request)));
    FAIL() << "charged";
  } catch (const contract::Refusal& refusal) {
    EXPECT_EQ(refusal.code, "PSP_508");
  }
  EXPECT_EQ(world.count("transactions"), 0);
  EXPECT_EQ(world.count("payments"), 0);
  EXPECT_EQ(world.ledger().size(), 0u);
  request = in_instalments(world, Origin::form, testing::approved_card);
  request.card.expiry = after_days(60);
  EXPECT_EQ(world.charge(std::move(request)).transaction.status, DetailedStatus::authorised);
}

TEST(InstalmentCharge, ADeathAtAnyStepLeavesAllOrNone) {
  const std::pair<bool, const char*> deaths[] = {
      {true, "payments.insert_attempt"},     {false, "authorise"},
      {true, "authorise"},                   {false, "payments.insert_transaction"},
      {true, "payments.insert_transaction"}};
  for (const Origin origin : {Origin::service, Origin::form}) {
    for (const auto& [after, act] : deaths) {
      SCOPED_TRACE(std::string(after ? "after " : "before ") + act);
      PaymentWorld world;
      auto& life = *world.now().life;
      after ? life.end_after(act) : life.end_before(act);
      EXPECT_THROW(world.charge(in_instalments(world, origin, testing::approved_card)),
                   testing::Killed);
      const auto left = all_of(world).size();
      EXPECT_TRUE(left == 0 || left == 3) << left;
      world.reopen_bank();
      world.run(world.now().recovery->recover(world.book(), true));
      world.run_agenda(60);
      const auto all = all_of(world);
      ASSERT_EQ(all.size(), 3u);
      const bool refused = all[0].status == DetailedStatus::refused;
      EXPECT_EQ(refused, origin == Origin::service && left == 0);
      for (const std::size_t k : {1u, 2u}) {
        EXPECT_EQ(all[k].status, refused ? DetailedStatus::refused
                                         : DetailedStatus::waiting_authorisation);
      }
      EXPECT_EQ(world.count("attempts"), 0);
      EXPECT_EQ(world.differences(), std::vector<std::string>{});
    }
  }
}

struct LaterInstalments : ::testing::Test {
  LaterInstalments() {
    first.amount.minor = 4000;
    first.status = DetailedStatus::authorised;
    first.created_at = noon;
    first.expected_capture_at = noon;
    first.details.instalments = 3;
    first.details.card_id = "card";
    first.details.full = {.asked = true, .amount = 4000, .number = "3f0000", .result = "0"};
  }
  std::vector<Transaction> later() { return later_instalments(payment, first, random, noon); }

  SeededRandom random{1};
  Payment payment{
      .id = "p",
      .amount = {10'000, *Currency::find("EUR")},
      .document = R"({"transactionOptions":{"installmentOptions":
                      {"firstAmount":4000,"count":3,"period":30}}})"};
  Transaction first{.uuid = "first", .payment_id = "p", .amount = payment.amount};
};

TEST_F(LaterInstalments, WaitForTheirOwnAuthorisations) {
  const auto others = later();
  ASSERT_EQ(others.size(), 2u);
  for (const auto& one : others) {
    EXPECT_EQ(one.status, DetailedStatus::waiting_authorisation);
    EXPECT_EQ(one.amount.minor, 3000);
    EXPECT_EQ(one.version, 1);
    EXPECT_FALSE(one.details.full_authorisation);
    EXPECT_FALSE(one.details.full.asked);
    EXPECT_FALSE(one.details.mark.asked);
    EXPECT_EQ(one.details.card_id, "card");
    EXPECT_EQ(one.details.liability_shift, "NO");
  }
  EXPECT_EQ(others[0].sequence, 2);
  EXPECT_EQ(others[1].sequence, 3);
  EXPECT_LT(others[0].uuid, others[1].uuid);
  EXPECT_EQ(others[0].expected_capture_at, noon.plus_days(30));
  EXPECT_EQ(others[1].expected_capture_at, noon.plus_days(60));
}

TEST_F(LaterInstalments, WaitForTheMerchantTooWhenTheFirstDoes) {
  first.details.manual_validation = true;
  first.status = DetailedStatus::authorised_to_validate;
  for (const auto& one : later()) {
    EXPECT_EQ(one.status, DetailedStatus::waiting_authorisation_to_validate);
  }
}

TEST_F(LaterInstalments, AreRefusedWithTheFirst) {
  first.status = DetailedStatus::refused;
  first.details.refused = {"ACQ_001", "51", "Not enough funds"};
  for (const auto& one : later()) {
    EXPECT_EQ(one.status, DetailedStatus::refused);
    EXPECT_EQ(one.details.refused.code, "PSP_601");
    EXPECT_EQ(one.details.refused.detailed_code, "");
  }
}

}  // namespace
}  // namespace guichet::payments
