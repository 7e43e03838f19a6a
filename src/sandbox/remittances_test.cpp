#include "sandbox/remittances.hpp"

#include "sandbox/testing/sandbox_world.hpp"

namespace guichet::sandbox {
namespace {

using testing::contains;
using testing::SandboxTest;

TEST_F(SandboxTest, RemittanceFilesAreListedAndDownloaded) {
  remittances = {{.mid = "5512345", .number = "000007", .currency = "EUR", .at = Instant{0},
                  .closed = true, .debits = 2, .debit_minor = 1980}};
  const auto list = get("/sandbox/remittances");
  EXPECT_EQ(list.status, 200);
  EXPECT_TRUE(contains(list.body, R"("number":"000007","currency":"EUR")")) << list.body;
  EXPECT_TRUE(contains(list.body, R"("debits":2,"debitAmount":1980)")) << list.body;
  const auto file = get("/sandbox/remittance?mid=5512345&number=000007");
  EXPECT_EQ(file.body, "text of 5512345/7");
  EXPECT_EQ(file.headers.get("Content-Disposition"),
            "attachment; filename=\"remittance-5512345-000007.csv\"");
}

TEST_F(SandboxTest, ARemittanceThatIsNotThereIsSaidSo) {
  for (const auto* target :
       {"/sandbox/remittance", "/sandbox/remittance?mid=5512345&number=abc",
        "/sandbox/remittance?mid=5512345&number=0", "/sandbox/remittance?mid=none&number=1"}) {
    EXPECT_EQ(get(target).status, 400) << target;
  }
}

}  // namespace
}  // namespace guichet::sandbox
