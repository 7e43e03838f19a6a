#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "notifications/outbox.hpp"
#include "notifications/testing/fixture.hpp"

namespace guichet::notifications {
namespace {

// The worked example of spec/ipn-and-signatures.md 3.
const std::string example =
    R"({"shopId":"11112222","orderCycle":"CLOSED","orderStatus":"PAID",)"
    R"("orderDetails":{"orderId":"A/7 é","orderTotalAmount":990,"_type":"V4/OrderDetails"},)"
    R"("_type":"V4/Payment"})";

TEST(Signature, IsThatOfTheSpecification) {
  ASSERT_EQ(example.size(), 170u);
  EXPECT_EQ(sign(example, Secret("testpassword_ExampleKeyForTheSpec1")).kr_hash,
            "087c1d7639b112d64113ab0d4748a222b76e3ca67a5a5a856699ccddce74a329");
  EXPECT_EQ(sign(example, Secret("0f1e2d3c4b5a69788796a5b4c3d2e1f0")).kr_hash,
            "9e30c3f80fc117097563e2cf8618a9b287519d7f7aa564e3f7fdfa4cd88c8637");
}

TEST(Signature, CoversTheTextByteForByte) {
  const auto text = sign(example, Secret("key"));
  EXPECT_EQ(text.kr_answer, example);
  EXPECT_NE(sign(example + " ", Secret("key")).kr_hash, text.kr_hash);
  EXPECT_NE(sign(example, Secret("kez")).kr_hash, text.kr_hash);
}

TEST(Form, HasTheFiveFieldsAndDecodesToWhatWasSigned) {
  const std::string answer = R"({"phone":"+33 1","q":"a=b&c=d","n":"é€😀","p":"100%","s":"a/b"})";
  const auto text = sign(answer, Secret("key"));
  const std::string body = write_form(text, "password");
  const auto fields = testing::FakeMerchant::fields_of(body);
  ASSERT_EQ(fields.size(), 5u);
  EXPECT_EQ(fields.at("kr-hash"), text.kr_hash);
  EXPECT_EQ(fields.at("kr-hash-algorithm"), "sha256_hmac");
  EXPECT_EQ(fields.at("kr-hash-key"), "password");
  EXPECT_EQ(fields.at("kr-answer-type"), "V4/Payment");
  EXPECT_EQ(fields.at("kr-answer"), answer);
  EXPECT_EQ(hmac_sha256_hex("key", fields.at("kr-answer")), fields.at("kr-hash"));
  EXPECT_NE(body.find("%2B33"), std::string::npos) << "a plus must survive";
  EXPECT_NE(body.find("%C3%A9"), std::string::npos) << "UTF-8 bytes are percent-encoded";
}

}  // namespace
}  // namespace guichet::notifications
