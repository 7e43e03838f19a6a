#include "contract/decode.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "contract/sample_shape.hpp"

namespace guichet::contract {
namespace {

/// A number that passes the Luhn check without standing in any list: `start` and its check digit.
std::string luhn_number(std::string start) {
  for (char last = '0'; last <= '9'; ++last) {
    const auto pan = Pan::parse(start + last);
    if (pan && pan->passes_luhn()) return start + last;
  }
  return {};
}
const std::string card_number = luhn_number("492900000000000");

Document read(std::string_view members) {
  return decode_body(R"({"amount":990,"currency":"EUR",)" + std::string(members) + "}",
                     sample::shape);
}

/// "CODE|detailed message", or "fine".
std::string refused(std::string_view body) {
  try {
    (void)decode_body(body, sample::shape);
    return "fine";
  } catch (const Refusal& refusal) {
    return refusal.code + "|" + refusal.detailed_message;
  }
}
std::string refused_member(std::string_view members) {
  return refused(R"({"amount":990,"currency":"EUR",)" + std::string(members) + "}");
}

TEST(Decode, takes_numbers_and_booleans_written_as_text) {
  const Document document = decode_body(
      R"({"amount":"0990","currency":"EUR","active":"true","rate":"21.5","offset":"-60"})",
      sample::shape);
  EXPECT_EQ(document.integer("amount"), 990);
  EXPECT_EQ(document.boolean("active"), true);
  EXPECT_EQ(document.text("rate"), "21.5");
  EXPECT_EQ(document.integer("offset"), -60);
}

TEST(Decode, takes_numbers_where_text_is_asked) {
  const Document document = read(R"("orderId":12,"note":-3,"mcc":5999,"rate":21)");
  EXPECT_EQ(document.text("orderId"), "12");
  EXPECT_EQ(document.text("note"), "-3");
  EXPECT_EQ(document.text("mcc"), "5999");
  EXPECT_EQ(document.text("rate"), "21");
  EXPECT_EQ(read(R"("note":12.5)").text("note"), "12.5");
}

TEST(Decode, reads_null_blank_and_empty_containers_as_absent) {
  const Document document = read(
      R"("note":null,"orderId":"","methods":[],"metadata":[],"transient":[],"address":[],)"
      R"("cards":"")");
  EXPECT_EQ(document.serialise(), R"({"amount":990,"currency":"EUR"})");
  EXPECT_FALSE(document.has("address.city"));
}

TEST(Decode, ignores_unknown_members) {
  EXPECT_EQ(read(R"("more":"more","address":{"status":1,"city":"Pau"})").serialise(),
            R"({"amount":990,"currency":"EUR","address":{"city":"Pau"}})");
}

TEST(Decode, drops_an_object_in_which_nothing_is_known) {
  EXPECT_FALSE(read(R"("address":{"status":1,"city":null})").has("address"));
}

TEST(Decode, keeps_the_last_of_duplicate_members) {
  EXPECT_EQ(decode_body(R"({"amount":1,"currency":"EUR","amount":2})", sample::shape)
                .integer("amount"), 2);
}

TEST(Decode, reads_an_alias_when_the_name_is_absent) {
  EXPECT_EQ(read(R"("mail":"a@b.example")").text("email"), "a@b.example");
  EXPECT_EQ(read(R"("mail":"a@b.example","email":"c@d.example")").text("email"), "c@d.example");
}

TEST(Decode, normalises_dates_languages_and_texts) {
  const Document document = read(
      R"("effectDate":"2026-03-14T10:26:53+01:00","address":{"language":"fr_FR"})");
  EXPECT_EQ(document.text("effectDate"), "2026-03-14T09:26:53+00:00");
  EXPECT_EQ(document.text("address.language"), "FR");
}

TEST(Decode, asks_for_required_members_before_any_format) {
  EXPECT_EQ(refused(R"({"amount":-1})"), "INT_902|currency");
  EXPECT_EQ(refused(R"({"amount":null,"currency":"EUR"})"), "INT_902|amount");
  EXPECT_EQ(refused_member(R"("cards":[{"pan":"1"}])"), "INT_874|cards[0].type");
}

TEST(Decode, calls_a_blank_required_member_invalid) {
  EXPECT_EQ(refused(R"({"amount":"","currency":"EUR"})"),
            "INT_009|Invalid input value [name=amount, value=]");
}

TEST(Decode, answers_the_first_error_in_the_order_of_the_declaration) {
  EXPECT_EQ(refused(R"({"orderId":"é","currency":"ZZZ","amount":1})"),
            "INT_010|Invalid input value [name=currency, value=ZZZ]");
}

TEST(Decode, refuses_amounts_that_are_no_plain_integers) {
  for (const char* amount : {"-1", "10.0", "1e3", "1.5", "1000000000000", "99999999999999999999",
                             "\"10.0\"", "\"+5\"", "\" 5\"", "true", "{}", "[]", "\"1e3\""}) {
    const std::string answer =
        refused(std::string(R"({"currency":"EUR","amount":)") + amount + "}");
    EXPECT_TRUE(answer.starts_with("INT_009|")) << amount << " gave " << answer;
  }
}

TEST(Decode, refuses_numbers_that_have_lost_digits_as_text) {
  EXPECT_TRUE(refused_member(R"("orderId":123456789012345678901234)").starts_with("INT_013|"));
}

TEST(Decode, refuses_each_kind_with_its_own_code) {
  const std::pair<const char*, const char*> cases[] = {
      {R"("orderId":"n° 5")", "INT_013"},
      {R"("orderId":true)", "INT_013"},
      {R"("note":"12345678901234567890123456789012345678901")", "INT_898"},
      {R"("rate":"101")", "INT_858"},
      {R"("rate":21.555)", "INT_858"},
      {R"("rate":"1.")", "INT_858"},
      {R"("active":"yes")", "INT_051"},
      {R"("active":1)", "INT_051"},
      {R"("colour":"red")", "INT_875"},
      {R"("effectDate":"yesterday")", "INT_069"},
      {R"("url":"ftp://shop.example/")", "INT_926"},
      {R"("url":"https:///path")", "INT_926"},
      {R"("url":"http://a b.example")", "INT_926"},
      {R"("url":"http://shop.example:99999/")", "INT_926"},
      {R"("url":"http://shop.example:8o/")", "INT_926"},
      {R"("url":"http://[::1/")", "INT_926"},
      {R"("url":"http://[::1]8080/")", "INT_926"},
      {R"("uuid":"ABCDEF00112233445566778899aabbcc")", "INT_902"},
      {R"("mcc":"59999")", "PSP_237"},
      {R"("mcc":"59a9")", "PSP_237"},
      {R"("methods":["RED","BLUE"])", "INT_881"},
      {R"("methods":["RED","RED","RED","RED"])", "INT_881"},
      {R"("methods":"RED")", "INT_881"},
      {R"("numbers":[1,"x"])", "INT_895"},
      {R"("metadata":{"a":{}})", "INT_091"},
      {R"("metadata":{"a":1,"b":2,"c":3,"d":4,"e":5})", "INT_091"},
      {R"("metadata":"text")", "INT_091"},
      {R"("transient":"text")", "INT_130"},
      {R"("transient":{"a":1e999})", "INT_130"},
      {R"("email":"a@b@c")", "INT_015"},
      {R"("email":"a b@c.example")", "INT_015"},
      {R"("address":{"country":"XX"})", "INT_022"},
      {R"("address":"Paris")", "INT_902"},
      {R"("address":{"language":"french"})", "INT_012"},
      {R"("address":{"language":"xx"})", "INT_012"},
      {R"("address":{"language":"zz_FR"})", "INT_012"},
      {R"("cards":[{"type":"CARD","pan":"4929 0000 0000 0000"}])", "INT_040"},
      {R"("cards":[{"type":"CARD","securityCode":"12"}])", "INT_043"},
      {R"("cards":[{"type":"CARD"},{"type":"CARD"}])", "INT_902"},
  };
  for (const auto& [members, code] : cases) {
    const std::string answer = refused_member(members);
    EXPECT_EQ(answer.substr(0, answer.find('|')), code) << members << " gave " << answer;
  }
}

TEST(Decode, says_the_words_of_the_declaration) {
  try {
    (void)read(R"("note":[1])");
    FAIL();
  } catch (const Refusal& refusal) {
    EXPECT_EQ(refusal.public_message(), "invalid little note");
  }
}

TEST(Decode, keeps_detailed_messages_within_127_bytes_and_whole_characters) {
  std::string value;
  for (int i = 0; i < 200; ++i) value += "é";
  try {
    (void)read(R"("note":")" + value + '"');
    FAIL();
  } catch (const Refusal& refusal) {
    EXPECT_LE(refusal.detailed_message.size(), 127u);
    EXPECT_TRUE(is_utf8(refusal.detailed_message));
    EXPECT_TRUE(refusal.detailed_message.ends_with("]"));
  }
}

TEST(Decode, writes_metadata_as_text) {
  EXPECT_EQ(read(R"("metadata":{"b":true,"n":2.5,"gone":null,"e":""})").serialise(),
            R"({"amount":990,"currency":"EUR","metadata":{"b":"true","n":"2.5","e":""}})");
}

TEST(Decode, writes_metadata_names_in_the_order_of_javascript) {
  EXPECT_EQ(read(R"("metadata":{"b":1,"10":1,"01":1,"2":1})").serialise(),
            R"({"amount":990,"currency":"EUR","metadata":{"2":"1","10":"1","b":"1","01":"1"}})");
}

TEST(Decode, takes_an_object_given_as_json_text) {
  EXPECT_EQ(read(R"("transient":"{\"CONECS\":{\"eligibleAmount\":\"1725\"}}")")
                .text("transient.CONECS.eligibleAmount"), "1725");
}

TEST(Decode, moves_card_data_out_of_the_document) {
  const Document document =
      read(R"("cards":[{"type":"CARD","pan":")" + card_number + R"(","securityCode":123}])");
  ASSERT_TRUE(document.pan && document.security_code);
  EXPECT_EQ(document.pan->expose_digits(), card_number);
  EXPECT_EQ(document.security_code->expose_digits(), "123");
  EXPECT_EQ(document.serialise(),
            R"({"amount":990,"currency":"EUR","cards":[{"type":"CARD"}]})");
  EXPECT_EQ(document.text("cards.0.type"), "CARD");
}

TEST(Decode, never_echoes_card_data) {
  const std::string bodies[] = {
      R"("cards":[{"type":"CARD","pan":"x)" + card_number + R"("}])",
      R"("cards":[{"type":"CARD","securityCode":"73731"}])",
      R"("cards":")" + card_number + R"( 73731")",
      R"("cards":[")" + card_number + R"("])",
      R"("offset":")" + card_number + R"(")",
      R"("rate":)" + card_number,
      R"("note":"my card )" + card_number + R"(")",
      R"("metadata":{")" + card_number + R"(":"x"})",
  };
  for (const std::string& body : bodies) {
    const std::string answer = refused_member(body);
    EXPECT_NE(answer, "fine") << body;
    EXPECT_EQ(answer.find(card_number), std::string::npos) << answer;
    EXPECT_EQ(answer.find("73731"), std::string::npos) << answer;
  }
}

TEST(Decode, refuses_card_numbers_in_free_text) {
  const std::string spaced = card_number.substr(0, 4) + " " + card_number.substr(4, 4) + "-" +
                             card_number.substr(8, 4) + " " + card_number.substr(12);
  const std::string bodies[] = {
      R"("note":")" + card_number + '"',
      R"("note":")" + spaced + '"',
      R"("orderId":)" + card_number,
      R"("metadata":{"a":")" + spaced + R"("})",
      R"("metadata":{"a":)" + card_number + "}",
      R"("transient":{"a":[{"b":")" + spaced + R"("}]})",
      R"("transient":{"a":)" + card_number + "}",
      R"("url":"https://shop.example/?card=)" + card_number + '"',
  };
  for (const std::string& body : bodies) {
    EXPECT_TRUE(refused_member(body).starts_with("PSP_1999|")) << body;
  }
  EXPECT_EQ(refused_member(R"("legalNumber":")" + card_number + '"'), "fine");
}

TEST(Decode, refuses_what_is_not_built_after_all_formats) {
  EXPECT_EQ(refused_member(R"("payload":{"type":"X"})"), "INT_793|payload");
  EXPECT_TRUE(refused_member(R"("payload":{"type":"X"},"address":{"country":"XX"})")
                  .starts_with("INT_022|"));
  EXPECT_EQ(refused_member(R"("cards":[{"type":"CARD","track1":"B12"}])"),
            "INT_866|cards[0].track1");
  EXPECT_EQ(refused_member(R"("payload":{})"), "fine");
}

}  // namespace
}  // namespace guichet::contract
