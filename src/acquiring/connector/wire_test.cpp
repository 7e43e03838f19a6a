#include "acquiring/connector/wire.hpp"

#include <gtest/gtest.h>

#include "acquiring/conformance.hpp"
#include "acquiring/sandbox/test_cards.hpp"

namespace guichet::acquiring {

namespace {

using std::chrono::milliseconds;

Authorise payment() {
  return Authorise{.request_id = "0198c0de000000000000000000000001",
                   .transaction = "0198c0deffffffffffffffffffffffff",
                   .mid = "7700123",
                   .brand = "CB",
                   .money = {990, *Currency::find("EUR")},
                   .mode = AuthorisationMode::mark,
                   .pan = *Pan::parse(test_cards().front().number),
                   .expiry = {12, 2030},
                   .security_code = SecurityCode::parse("123"),
                   .card_holder_name = "Zoë \"Z\" Müller",
                   .buyer_present = false,
                   .authenticated = true,
                   .deadline = milliseconds{1500}};
}

std::string without(std::string text, std::string_view part) {
  const auto at = text.find(part);
  if (at == std::string::npos) ADD_FAILURE() << part << " is not in " << text;
  return text.erase(at, part.size());
}

}  // namespace

TEST(AcquirerWire, AuthorisationArrivesAsItWasSent) {
  const auto sent = payment();
  const auto read = wire::decode_authorise(wire::encode(sent));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->request_id, sent.request_id);
  EXPECT_EQ(read->transaction, sent.transaction);
  EXPECT_EQ(read->mid, sent.mid);
  EXPECT_EQ(read->brand, sent.brand);
  EXPECT_EQ(read->money, sent.money);
  EXPECT_EQ(read->mode, AuthorisationMode::mark);
  EXPECT_TRUE(read->pan.expose_digits() == sent.pan.expose_digits());
  EXPECT_EQ(read->expiry.month, 12);
  EXPECT_EQ(read->expiry.year, 2030);
  ASSERT_TRUE(read->security_code.has_value());
  EXPECT_TRUE(read->security_code->expose_digits() == "123");
  EXPECT_EQ(read->card_holder_name, sent.card_holder_name);
  EXPECT_FALSE(read->buyer_present);
  EXPECT_TRUE(read->authenticated);
  EXPECT_EQ(read->deadline, sent.deadline);
}

TEST(AcquirerWire, SecurityCodeMayBeMissing) {
  auto sent = payment();
  sent.security_code.reset();
  const auto read = wire::decode_authorise(wire::encode(sent));
  ASSERT_TRUE(read.has_value());
  EXPECT_FALSE(read->security_code.has_value());
}

TEST(AcquirerWire, IncompleteOrWrongRequestsAreRefused) {
  const auto good = wire::encode(payment());
  for (const auto* part :
       {"\"requestId\":\"0198c0de000000000000000000000001\",", "\"amount\":990,",
        "\"currency\":\"EUR\",", "\"mode\":\"MARK\",", "\"expiryMonth\":12,",
        "\"buyerPresent\":false,", "\"authenticated\":true,", ",\"deadlineMs\":1500"}) {
    EXPECT_FALSE(wire::decode_authorise(without(good, part)).has_value()) << part;
  }
  for (const auto* body : {"", "null", "[]", "{}", "{\"requestId\":1}", "{"}) {
    EXPECT_FALSE(wire::decode_authorise(body).has_value()) << body;
    EXPECT_FALSE(wire::decode_operate(body).has_value()) << body;
    EXPECT_FALSE(wire::decode_inquire(body).has_value()) << body;
    EXPECT_FALSE(wire::decode_reverse(body).has_value()) << body;
  }
  EXPECT_FALSE(wire::decode_inquire(R"({"requestId":"a","deadlineMs":60001})").has_value());
  EXPECT_FALSE(wire::decode_inquire(R"({"requestId":"a","deadlineMs":0})").has_value());
  EXPECT_TRUE(wire::decode_inquire(R"({"requestId":"a","deadlineMs":60000,"new":1})").has_value());
}

TEST(AcquirerWire, OperationArrivesAsItWasSent) {
  const Operate sent{.request_id = "a", .original = "b", .transaction = "c", .mid = "d",
                     .money = {1, *Currency::find("JPY")}, .deadline = milliseconds{1}};
  const auto read = wire::decode_operate(wire::encode(sent));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->original, "b");
  EXPECT_EQ(read->money, sent.money);
}

TEST(AcquirerWire, OutcomesArriveAsTheyWereSent) {
  Approved approved{.authorisation_number = "3fab12",
                    .issuer_transaction_identifier = "1234567890123456",
                    .code = "10",
                    .granted_minor = 1500};
  const auto read = wire::decode_outcome(wire::encode(Outcome(approved)));
  ASSERT_EQ(told(read), "approved");
  EXPECT_EQ(std::get<Approved>(read).authorisation_number, "3fab12");
  EXPECT_EQ(std::get<Approved>(read).issuer_transaction_identifier, "1234567890123456");
  EXPECT_EQ(std::get<Approved>(read).code, "10");
  EXPECT_EQ(std::get<Approved>(read).granted_minor, 1500);
  EXPECT_EQ(told(wire::decode_outcome(wire::encode(Outcome(Declined{"1A"})))), "1A");
  EXPECT_EQ(told(wire::decode_outcome(wire::encode(Outcome(Unknown{"x"})))), "unknown");
  EXPECT_EQ(told(wire::decode_inquiry(wire::encode(Inquiry(NeverSeen{})))), "never seen");
  EXPECT_EQ(told(wire::decode_inquiry(wire::encode(Inquiry(Declined{"51"})))), "51");
  EXPECT_EQ(wire::decode_reversal(wire::encode(Reversal::reversed)), Reversal::reversed);
  EXPECT_EQ(wire::decode_reversal(wire::encode(Reversal::unknown)), Reversal::unknown);
}

// A broken answer proves nothing: neither that money is held nor that it is not.
TEST(AcquirerWire, BrokenAnswersAreUnknown) {
  for (const auto* body :
       {"", "{}", "[]", "approved", R"({"outcome":"approved"})", R"({"outcome":"DECLINED"})",
        R"({"outcome":"DECLINED","code":""})", R"({"outcome":"DECLINED","code":"5 1"})",
        R"({"outcome":"APPROVED","code":7})", R"({"outcome":"APPROVED","grantedAmount":-1})",
        R"({"outcome":"APPROVED","authorisationNumber":5})", R"({"outcome":"NEVER_SEEN"})"}) {
    EXPECT_EQ(told(wire::decode_outcome(body)), "unknown") << body;
    EXPECT_EQ(wire::decode_reversal(body), Reversal::unknown) << body;
  }
}

TEST(AcquirerWire, RangesArriveAsTheyWereSent) {
  const auto sent = test_ranges();
  const auto text = wire::encode(sent);
  const auto read = wire::decode_ranges(text);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->size(), sent.all().size());
  EXPECT_EQ(wire::encode(CardRanges(*read)), text);
}

TEST(AcquirerWire, BrokenRangesAreRefused) {
  for (const auto* body :
       {"{}", R"({"ranges":{}})", R"({"ranges":[1]})", R"({"ranges":[{"prefix":"4970"}]})",
        R"({"ranges":[{"prefix":"49x0","brands":["CB"],"lengths":[16]}]})",
        R"({"ranges":[{"prefix":"4970","brands":[],"lengths":[16]}]})",
        R"({"ranges":[{"prefix":"4970","brands":["CB"],"lengths":[7]}]})",
        R"({"ranges":[{"prefix":"4970","brands":["CB"],"lengths":[16],"luhn":1}]})"}) {
    EXPECT_FALSE(wire::decode_ranges(body).has_value()) << body;
  }
  EXPECT_TRUE(wire::decode_ranges(
                  R"({"ranges":[{"prefix":"4970","brands":["CB"],"lengths":[16]}]})")
                  .has_value());
}

TEST(AcquirerWire, LoopbackIsAnAddressNotAName) {
  for (const auto* address : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(wire::is_loopback(address)) << address;
  }
  for (const auto* address : {"", "localhost", "127.example.org", "10.0.0.1", "::2",
                              "1127.0.0.1"}) {
    EXPECT_FALSE(wire::is_loopback(address)) << address;
  }
}

}  // namespace guichet::acquiring
