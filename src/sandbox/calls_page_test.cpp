#include "sandbox/calls_page.hpp"

#include <boost/json.hpp>

#include "sandbox/testing/sandbox_world.hpp"

namespace guichet::sandbox {
namespace {

using testing::contains;
using testing::SandboxTest;

ApiCall failed_call() {
  ApiCall call;
  call.at = Instant{1'700'000'000'000};
  call.ticket = "0123456789abcdef0123456789abcdef";
  call.shop_id = "69876357";
  call.mode = "TEST";
  call.service = "Charge/CreatePayment";
  call.peer = "127.0.0.1";
  call.error_code = "INT_009";
  call.detail = "INT_009: invalid amount";
  call.detailed_message = "Invalid input value [name=amount, value=<b>]";
  call.duration_ms = 1234;
  return call;
}

using CallsPage = SandboxTest;

TEST_F(CallsPage, SaysWhyACallFailed) {
  calls = {failed_call()};
  const auto page = get("/sandbox/log");
  EXPECT_TRUE(contains(page.body, "INT_009"));
  EXPECT_TRUE(contains(page.body, "invalid amount"));
  EXPECT_TRUE(contains(page.body, "digits in the smallest unit")) << "the catalogue's meaning";
  EXPECT_TRUE(contains(page.body, "[name=amount, value=&lt;b&gt;]"));
  EXPECT_TRUE(contains(page.body, "0123456789abcdef0123456789abcdef"));
  EXPECT_TRUE(contains(page.body, "1.2 s"));
}

TEST_F(CallsPage, EscapesWhatCallersWrote) {
  auto call = failed_call();
  call.service = "<script>alert(1)</script>";
  call.shop_id = "\"><i>";
  calls = {call};
  const auto page = get("/sandbox/log");
  EXPECT_FALSE(contains(page.body, "<script>alert"));
  EXPECT_FALSE(contains(page.body, "<i>"));
}

TEST_F(CallsPage, JsonHasTheSameAnswers) {
  auto fine = failed_call();
  fine.error_code = fine.detail = fine.detailed_message = "";
  calls = {failed_call(), fine};
  const auto parsed = boost::json::parse(get("/sandbox/calls").body);
  const auto& list = parsed.at("calls").as_array();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].at("status"), "ERROR");
  EXPECT_EQ(list[0].at("errorCode"), "INT_009");
  EXPECT_EQ(list[0].at("errorMessage"), "invalid amount");
  EXPECT_FALSE(list[0].at("meaning").is_null());
  EXPECT_EQ(list[0].at("durationMs"), 1234);
  EXPECT_EQ(list[1].at("status"), "SUCCESS");
  EXPECT_TRUE(list[1].at("errorCode").is_null());
  EXPECT_TRUE(list[1].at("meaning").is_null());
}

TEST_F(CallsPage, ShowsTheLatestHundredAndSaysSoWhenThereIsNone) {
  EXPECT_TRUE(contains(get("/sandbox/log").body, "No call yet"));
  calls.assign(150, failed_call());
  const auto page = get("/sandbox/log").body;
  std::size_t rows = 0;
  for (auto at = page.find("INT_009"); at != page.npos; at = page.find("INT_009", at + 1)) ++rows;
  EXPECT_EQ(rows, 100u);
}

}  // namespace
}  // namespace guichet::sandbox
