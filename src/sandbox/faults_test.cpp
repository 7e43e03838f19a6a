#include "sandbox/faults.hpp"

#include "contract/check_shapes.hpp"
#include "sandbox/testing/sandbox_world.hpp"

namespace guichet::sandbox {
namespace {

using acquiring::Fault;
using acquiring::Operation;
using testing::contains;
using testing::SandboxTest;

using SandboxFaults = SandboxTest;

constexpr const char* address = "/sandbox/acquirer/faults";

TEST_F(SandboxFaults, IsASoundDeclaration) {
  EXPECT_EQ(contract::faults_of(fault_order), std::vector<std::string>());
}

TEST_F(SandboxFaults, WaitForTheirMessages) {
  const auto added = post(
      address, R"({"operation":"AUTHORISE","kind":"SLOW","delayMs":1500,"count":2})");
  EXPECT_EQ(added.status, 200);
  EXPECT_EQ(added.body, R"({"waiting":2})");
  EXPECT_EQ(faults.take(Operation::capture).kind, Fault::Kind::none);
  const auto fault = faults.take(Operation::authorise);
  EXPECT_EQ(fault.kind, Fault::Kind::slow);
  EXPECT_EQ(fault.delay.count(), 1500);
  EXPECT_EQ(get(address).body, R"({"waiting":1})");
  EXPECT_EQ(ask("DELETE", address).body, R"({"waiting":0})");
}

TEST_F(SandboxFaults, EveryNameOfTheDeclarationIsKnownToTheAcquirer) {
  for (const auto& field : fault_order.fields) {
    for (const auto name : field.literals) {
      const bool known = field.name == "kind" ? acquiring::parse_fault_kind(name).has_value()
                                              : acquiring::parse_operation(name).has_value();
      EXPECT_TRUE(known) << name;
    }
  }
}

TEST_F(SandboxFaults, WithoutDelayAndCountItIsOneAtOnce) {
  post(address, R"({"operation":"REVERSE","kind":"LOST"})");
  const auto fault = faults.take(Operation::reverse);
  EXPECT_EQ(fault.kind, Fault::Kind::lost);
  EXPECT_EQ(fault.delay.count(), 0);
  EXPECT_EQ(faults.waiting(), 0u);
}

TEST_F(SandboxFaults, RefusesBadInputAndAddsNothing) {
  for (const char* body :
       {"", "{", "null", R"({"kind":"SLOW"})", R"({"operation":"AUTHORISE"})",
        R"({"operation":"PAY","kind":"SLOW"})", R"({"operation":"AUTHORISE","kind":"NONE"})",
        R"({"operation":"AUTHORISE","kind":"SLOW","delayMs":-1})",
        R"({"operation":"AUTHORISE","kind":"SLOW","delayMs":600001})",
        R"({"operation":"AUTHORISE","kind":"SLOW","count":0})",
        R"({"operation":"AUTHORISE","kind":"SLOW","count":10001})",
        R"({"operation":"AUTHORISE","kind":"SLOW","count":99999999999999999999})"}) {
    const auto refused = post(address, body);
    EXPECT_EQ(refused.status, 400) << body;
    EXPECT_TRUE(contains(refused.body, R"("errorCode":"INT_902")")) << body;
  }
  EXPECT_EQ(faults.waiting(), 0u);
}

TEST_F(SandboxFaults, RefusesMoreThanCanWait) {
  post(address, R"({"operation":"AUTHORISE","kind":"SLOW","count":10000})");
  const auto refused = post(address, R"({"operation":"AUTHORISE","kind":"SLOW"})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_TRUE(contains(refused.body, "at most 10000 faults can wait"));
  EXPECT_EQ(faults.waiting(), acquiring::Faults::queue_max);
}

}  // namespace
}  // namespace guichet::sandbox
