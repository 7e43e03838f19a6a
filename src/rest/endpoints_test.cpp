#include <gtest/gtest.h>

#include "payments/operation_table.hpp"
#include "rest/testing/gateway_world.hpp"

namespace guichet::rest {
namespace {

using payments::DetailedStatus;
using payments::Operation;
using payments::OperationType;
using payments::Transaction;
using testing::GatewayWorld;

/// Every operation of spec/status-machine.md 7 on every status, through the web services.
struct OperationsMatrix : ::testing::Test {
  /// A transaction as it would be after a life that led it there.
  Transaction in_state(OperationType type, DetailedStatus status) {
    auto transaction = world.charge().transaction;
    transaction.operation = type;
    transaction.status = status;
    transaction.amount.minor = 900;
    transaction.details.parent = parent;
    Transaction stored = transaction;
    sql::Batch batch;
    stored.uuid = make_uuid(world.random, world.clock.now());
    payments::add_transaction(batch, stored);
    EXPECT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
    sql::Batch history;
    payments::add_history(history, {.book_id = stored.book_id, .entity = stored.uuid,
                                    .version = stored.version, .actor = "test",
                                    .event = "made"});
    EXPECT_EQ(world.run(world.db->commit(std::move(history))), sql::Commit::done);
    return stored;
  }
  std::string body(Operation operation, const std::string& uuid) {
    switch (operation) {
      case Operation::update:
        return R"({"uuid":")" + uuid +
               R"(","cardUpdate":{"amount":100,"currency":"EUR"}})";
      case Operation::duplicate:
        return R"({"uuid":")" + uuid + R"(","amount":100,"currency":"EUR"})";
      case Operation::capture: return R"({"uuids":[")" + uuid + R"("]})";
      default: return R"({"uuid":")" + uuid + R"("})";
    }
  }
  /// Makes the parent owe what the credit about to be made gives back.
  void refunded(std::int64_t minor) {
    auto stored = *world.stored(parent);
    stored.details.refunded_minor = minor;
    sql::Batch batch;
    payments::update_transaction(batch, stored);
    EXPECT_EQ(world.run(world.db->commit(std::move(batch))), sql::Commit::done);
  }
  std::string snapshot(const std::string& uuid) {
    const auto stored = world.stored(uuid);
    return std::to_string(stored->version) + " " + std::string(name_of(stored->status)) + " " +
           std::to_string(stored->amount.minor) + " " + write_details(stored->details);
  }

  GatewayWorld world;
  std::string parent;
};

TEST_F(OperationsMatrix, AllowedOnesWorkAndRefusedOnesGiveTheirCodeAndChangeNothing) {
  // A captured and partly refunded payment that credits can belong to.
  const auto debit = world.charge().transaction;
  const Instant due = world.book()->business_time(world.clock.now());
  payments::Errands errands(world.now().charges->with());
  world.run(errands.remit(world.book(), debit.uuid, {"000001", due}, due));
  parent = debit.uuid;
  for (const auto type :
       {OperationType::debit, OperationType::credit, OperationType::verification}) {
    for (std::size_t s = 0; s < payments::detailed_status_count; ++s) {
      for (std::size_t o = 0; o < payments::operation_count; ++o) {
        const auto status = static_cast<DetailedStatus>(s);
        const auto operation = static_cast<Operation>(o);
        SCOPED_TRACE(std::string(name_of(type)) + " " + std::string(name_of(status)) + " " +
                     std::string(name_of(operation)));
        if (type == OperationType::credit) refunded(900);
        const auto subject = in_state(type, status);
        const auto before = snapshot(subject.uuid);
        const auto history = world.count("history");
        const auto transactions = world.count("transactions");
        const auto ledger = world.ledger().size();
        const auto answer = world.call(std::string(name_of(operation)),
                                       body(operation, subject.uuid));
        const auto code = payments::ruling(operation, type, status);
        EXPECT_EQ(answer.code, code);
        EXPECT_EQ(answer.status, code.empty() ? "SUCCESS" : "ERROR");
        if (code.empty()) continue;
        EXPECT_EQ(snapshot(subject.uuid), before);
        EXPECT_EQ(world.count("history"), history);
        EXPECT_EQ(world.count("transactions"), transactions);
        EXPECT_EQ(world.ledger().size(), ledger);
      }
    }
  }
}

}  // namespace
}  // namespace guichet::rest
