#include "acquiring/sandbox/faults.hpp"

#include <gtest/gtest.h>

namespace guichet::acquiring {

TEST(Faults, AreServedInOrderPerOperation) {
  Faults faults;
  EXPECT_TRUE(faults.add(Operation::authorise, {Fault::Kind::silent}, 2));
  EXPECT_TRUE(faults.add(Operation::capture, {Fault::Kind::lost}));
  EXPECT_EQ(faults.take(Operation::refund).kind, Fault::Kind::none);
  EXPECT_EQ(faults.take(Operation::capture).kind, Fault::Kind::lost);
  EXPECT_EQ(faults.take(Operation::capture).kind, Fault::Kind::none);
  EXPECT_EQ(faults.take(Operation::authorise).kind, Fault::Kind::silent);
  EXPECT_EQ(faults.take(Operation::authorise).kind, Fault::Kind::silent);
  EXPECT_EQ(faults.take(Operation::authorise).kind, Fault::Kind::none);
}

TEST(Faults, QueueIsBounded) {
  Faults faults;
  EXPECT_TRUE(faults.add(Operation::authorise, {Fault::Kind::silent}, Faults::queue_max));
  EXPECT_FALSE(faults.add(Operation::authorise, {Fault::Kind::silent}));
  EXPECT_EQ(faults.waiting(), Faults::queue_max);
  faults.clear();
  EXPECT_EQ(faults.waiting(), 0u);
}

TEST(Faults, NamesAreReadBack) {
  for (int i = 0; i <= int(Fault::Kind::contradict); ++i) {
    const auto kind = static_cast<Fault::Kind>(i);
    EXPECT_EQ(parse_fault_kind(name_of(kind)), kind);
  }
  for (int i = 0; i <= int(Operation::reverse); ++i) {
    const auto operation = static_cast<Operation>(i);
    EXPECT_EQ(parse_operation(name_of(operation)), operation);
  }
  EXPECT_EQ(parse_fault_kind("slow"), std::nullopt);
}

}  // namespace guichet::acquiring
