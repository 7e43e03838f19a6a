#include "payments/errands.hpp"

#include <gtest/gtest.h>

#include "payments/testing/payment_world.hpp"

namespace guichet::payments {
namespace {

using acquiring::Fault;
using acquiring::Operation;
using testing::Killed;
using testing::PaymentWorld;
using D = DetailedStatus;
using Lines = std::vector<std::string>;

struct ErrandsTest : ::testing::Test {
  const Collaborators& with() { return world.now().charges->with(); }
  Instant now() { return world.book()->business_time(world.clock.now()); }
  std::optional<Changed> remit(const std::string& uuid) {
    Errands errands(with());
    return world.run(errands.remit(world.book(), uuid, {"000001", now()}, now()));
  }
  Transaction deferred(std::string_view card = testing::approved_card) {
    auto request = world.request(card);
    request.capture_delay_days = 30;
    return world.charge(std::move(request)).transaction;
  }
  void fault(Operation operation, Fault::Kind kind) {
    ASSERT_TRUE(world.bank->faults().add(operation, {kind, std::chrono::milliseconds(0)}));
  }
  PaymentWorld world;
};

TEST_F(ErrandsTest, ARemittedDebitIsCapturedHereAndThere) {
  const auto made = world.charge().transaction;
  const auto remitted = remit(made.uuid);
  ASSERT_TRUE(remitted && remitted->changed);
  const auto stored = world.stored(made.uuid);
  EXPECT_EQ(stored->status, D::captured);
  EXPECT_FALSE(stored->pending);
  EXPECT_EQ(stored->details.capture_file, "000001");
  EXPECT_TRUE(stored->details.captured_at);
  EXPECT_EQ(world.ledger_lines("CAPTURE", "APPROVED"), 1);
  EXPECT_EQ(world.count("attempts"), 0);
  EXPECT_EQ(world.differences(), Lines{});
  EXPECT_FALSE(remit(made.uuid)->changed);  // a second run changes nothing
  EXPECT_EQ(world.ledger_lines("CAPTURE"), 1);
}

TEST_F(ErrandsTest, NothingIsRemittedBeforeItsDate) {
  auto request = world.request();
  request.capture_delay_days = 2;
  const auto made = world.charge(std::move(request)).transaction;
  EXPECT_FALSE(remit(made.uuid)->changed);
  EXPECT_EQ(world.ledger_lines("CAPTURE"), 0);
}

TEST_F(ErrandsTest, ASilentAcquirerIsAskedAgainUnderTheSameId) {
  const auto made = world.charge().transaction;
  fault(Operation::capture, Fault::Kind::silent);
  const auto remitted = remit(made.uuid);
  ASSERT_TRUE(remitted);
  EXPECT_TRUE(world.stored(made.uuid)->pending);
  world.run_agenda(60);
  EXPECT_EQ(world.stored(made.uuid)->status, D::captured);
  EXPECT_EQ(world.ledger_lines("CAPTURE"), 1);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(ErrandsTest, ADeathAtEveryStepOfACaptureIsCompletedOnce) {
  const std::pair<bool, const char*> deaths[] = {
      {false, "payments.insert_attempt"}, {true, "payments.insert_attempt"},
      {false, "capture"},                 {true, "capture"},
      {false, "payments.delete_attempt"}, {true, "payments.delete_attempt"}};
  for (const auto& [after, act] : deaths) {
    SCOPED_TRACE(std::string(after ? "after " : "before ") + act);
    PaymentWorld own;
    const auto made = own.charge().transaction;
    after ? own.now().life->end_after(act) : own.now().life->end_before(act);
    const Instant due = own.book()->business_time(own.clock.now());
    {
      Errands errands(own.now().charges->with());
      EXPECT_THROW(own.run(errands.remit(own.book(), made.uuid, {"000001", due}, due)), Killed);
    }
    own.reopen_bank();
    own.run(own.now().recovery->recover(own.book(), true));
    own.run_agenda(60);
    const auto stored = own.stored(made.uuid);
    const bool begun = after || std::string_view(act) != "payments.insert_attempt";
    EXPECT_EQ(stored->status, begun ? D::captured : D::authorised);
    EXPECT_FALSE(stored->pending);
    EXPECT_EQ(own.ledger_lines("CAPTURE"), begun ? 1 : 0);
    EXPECT_EQ(own.count("attempts"), 0);
    EXPECT_EQ(own.differences(), Lines{});
  }
}

TEST_F(ErrandsTest, ADeferredAuthorisationIsFull) {
  const auto made = deferred();
  EXPECT_EQ(made.status, D::waiting_authorisation);
  Errands errands(with());
  const auto rule = merchants::Rule::batch_authorisation;
  const auto changed = world.run(errands.authorise(world.book(), made.uuid, rule, true));
  ASSERT_TRUE(changed && changed->changed);
  const auto stored = world.stored(made.uuid);
  EXPECT_EQ(stored->status, D::authorised);
  EXPECT_TRUE(stored->details.full_authorisation);
  EXPECT_EQ(stored->details.full.amount, 990);
  EXPECT_TRUE(stored->details.mark.asked);
  EXPECT_NE(stored->hold(), stored->uuid);
  EXPECT_EQ(world.differences(), Lines{});
}

TEST_F(ErrandsTest, ARefusedDeferredAuthorisationWaitsOnlyWhenToldTo) {
  // Its card check is approved, every amount is refused with 51 (spec/test-data.md 2.4).
  const auto made = deferred("4970101000001002");
  Errands errands(with());
  const auto rule = merchants::Rule::batch_authorisation;
  world.run(errands.authorise(world.book(), made.uuid, rule, false));
  EXPECT_EQ(world.stored(made.uuid)->status, D::waiting_authorisation);
  EXPECT_FALSE(world.stored(made.uuid)->pending);
  world.run(errands.authorise(world.book(), made.uuid, rule, true));
  const auto stored = world.stored(made.uuid);
  EXPECT_EQ(stored->status, D::refused);
  EXPECT_EQ(stored->details.refused.detailed_code, "51");
  EXPECT_EQ(world.differences(), Lines{});
}

}  // namespace
}  // namespace guichet::payments
