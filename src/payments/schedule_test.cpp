#include "payments/schedule.hpp"

#include <gtest/gtest.h>

#include "merchants/shop.hpp"

namespace guichet::payments {
namespace {

using D = DetailedStatus;
using jobs::Due;
using jobs::Job;

Instant at(std::string_view text) { return *parse_date_time(text); }

struct ScheduleTest : ::testing::Test {
  ScheduleTest() {
    shop.id = "12345678";
    book.id = 1;
    book.contracts = {{.mid = "5512345"}};
    transaction.uuid = "u";
    transaction.created_at = at("2026-11-02T10:00:00Z");
    transaction.details.mid = "5512345";
    transaction.details.validity_days = 7;
  }
  /// "job at time" of what a transaction in this status waits for.
  std::string due(D status, std::string_view now) {
    book.shop = std::make_shared<merchants::Shop>(shop);
    transaction.status = status;
    const auto found = due_of(book, transaction, at(now));
    if (!found) return "nothing";
    return std::string(name_of(found->job)) + " " + format_date_time(found->at);
  }
  void capture_on(std::string_view date) { transaction.expected_capture_at = at(date); }

  merchants::Shop shop;
  merchants::Book book;
  Transaction transaction{.amount = {990, *Currency::find("EUR")}};
};

TEST_F(ScheduleTest, AnAuthorisedPaymentIsCapturedOnTheEveningOfItsDate) {
  capture_on("2026-11-02T10:00:00Z");
  EXPECT_EQ(due(D::authorised, "2026-11-02T10:00:01Z"), "capture 2026-11-02T22:30:00+00:00");
  EXPECT_EQ(due(D::partially_authorised, "2026-11-02T10:00:01Z"),
            "capture 2026-11-02T22:30:00+00:00");
  capture_on("2026-11-04T22:45:00Z");
  EXPECT_EQ(due(D::authorised, "2026-11-02T10:00:01Z"), "capture 2026-11-05T22:30:00+00:00");
}

TEST_F(ScheduleTest, APartOfASplitPaymentIsNotCapturedWhileItsFormMayBeOpen) {
  transaction.created_at = at("2026-11-02T22:20:00Z");
  capture_on("2026-11-02T22:20:00Z");
  EXPECT_EQ(due(D::authorised, "2026-11-02T22:20:01Z"), "capture 2026-11-02T22:30:00+00:00");
  transaction.details.split = true;
  EXPECT_EQ(due(D::authorised, "2026-11-02T22:20:01Z"), "capture 2026-11-03T22:30:00+00:00");
  transaction.created_at = at("2026-11-02T22:15:00Z");
  EXPECT_EQ(due(D::authorised, "2026-11-02T22:15:01Z"), "capture 2026-11-02T22:30:00+00:00")
      << "the form has ended by then: expiry runs before the capture";
}

TEST_F(ScheduleTest, WhatIsLateIsCapturedOnTheNextEvening) {
  capture_on("2026-11-02T10:00:00Z");
  EXPECT_EQ(due(D::authorised, "2026-11-05T10:00:00Z"), "capture 2026-11-05T22:30:00+00:00");
  EXPECT_EQ(due(D::suspended, "2026-11-05T22:30:00Z"), "capture 2026-11-06T22:30:00+00:00");
}

TEST_F(ScheduleTest, ADeferredPaymentIsAuthorisedTheMorningBefore) {
  capture_on("2026-12-02T10:00:00Z");
  EXPECT_EQ(due(D::waiting_authorisation, "2026-11-02T10:00:00Z"),
            "deferred-authorisation 2026-12-01T02:00:00+00:00");
  EXPECT_EQ(due(D::waiting_authorisation, "2026-12-01T09:00:00Z"),
            "deferred-authorisation 2026-12-01T09:00:00+00:00")
      << "validated on the day before, or on the day: at once";
}

TEST_F(ScheduleTest, AnticipatedAuthorisationsAreTriedDaily) {
  shop.anticipated_authorisation_days = 30;
  capture_on("2026-12-02T10:00:00Z");
  EXPECT_EQ(due(D::waiting_authorisation, "2026-11-02T10:00:00Z"),
            "deferred-authorisation 2026-11-25T02:00:00+00:00")
      << "not before the authorisation would last";
  EXPECT_EQ(due(D::waiting_authorisation, "2026-11-25T02:00:00Z"),
            "deferred-authorisation 2026-11-26T02:00:00+00:00");
  transaction.status = D::waiting_authorisation;
  EXPECT_TRUE(is_due(book, transaction, Job::deferred_authorisation, at("2026-11-25T02:00:00Z")));
  EXPECT_TRUE(is_due(book, transaction, Job::deferred_authorisation, at("2026-11-28T02:00:00Z")));
  EXPECT_FALSE(is_due(book, transaction, Job::deferred_authorisation, at("2026-11-25T01:59:59Z")));
  EXPECT_FALSE(is_due(book, transaction, Job::expiry, at("2026-12-28T02:00:00Z")));
  EXPECT_FALSE(authorisation_day_reached(book, transaction, at("2026-11-30T02:00:00Z")));
  EXPECT_TRUE(authorisation_day_reached(book, transaction, at("2026-12-01T02:00:00Z")));
}

TEST_F(ScheduleTest, WhatIsNotValidatedExpires) {
  capture_on("2026-11-22T10:00:00Z");
  EXPECT_EQ(due(D::waiting_authorisation_to_validate, "2026-11-02T10:00:00Z"),
            "expiry 2026-11-23T00:00:00+00:00");
  transaction.details.full = {.asked = true, .at = at("2026-11-02T10:00:00Z")};
  EXPECT_EQ(due(D::authorised_to_validate, "2026-11-02T10:00:00Z"),
            "expiry 2026-11-10T00:00:00+00:00");
}

TEST_F(ScheduleTest, AContractMayAuthoriseBeforeValidation) {
  book.contracts[0].authorise_before_validation = true;
  capture_on("2026-11-22T10:00:00Z");
  EXPECT_EQ(due(D::waiting_authorisation_to_validate, "2026-11-02T10:00:00Z"),
            "deferred-authorisation 2026-11-21T02:00:00+00:00");
}

TEST_F(ScheduleTest, HoursAreThoseOfTheShop) {
  shop.time_zone = "Europe/Paris";
  capture_on("2026-07-01T23:00:00Z");  // the 2nd, 01:00, in Paris
  EXPECT_EQ(due(D::authorised, "2026-06-20T10:00:00Z"), "capture 2026-07-02T20:30:00+00:00");
  EXPECT_EQ(due(D::waiting_authorisation, "2026-06-20T10:00:00Z"),
            "deferred-authorisation 2026-07-01T00:00:00+00:00");
}

TEST_F(ScheduleTest, WhatIsOverWaitsForNothing) {
  for (const D status : {D::accepted, D::cancelled, D::captured, D::capture_failed, D::error,
                         D::expired, D::refused}) {
    EXPECT_EQ(due(status, "2026-11-02T10:00:00Z"), "nothing") << name_of(status);
  }
}

}  // namespace
}  // namespace guichet::payments
