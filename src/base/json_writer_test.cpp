#include "base/json_writer.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <optional>

namespace guichet {
namespace {

std::string literal(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

// spec/ipn-and-signatures.md 3: the text whose signature every merchant recomputes.
TEST(JsonWriter, WritesTheWorkedExampleOfTheContract) {
  JsonWriter json;
  json.begin_object();
  json.member("shopId", "11112222");
  json.member("orderCycle", "CLOSED");
  json.member("orderStatus", std::string("PAID"));
  json.begin_object("orderDetails");
  json.member("orderId", "A/7 é");
  json.member("orderTotalAmount", 990);
  json.member("_type", "V4/OrderDetails");
  json.end_object();
  json.member("_type", std::string_view("V4/Payment"));
  json.end_object();
  EXPECT_EQ(json.text(),
            R"({"shopId":"11112222","orderCycle":"CLOSED","orderStatus":"PAID","orderDetails":)"
            R"({"orderId":"A/7 é","orderTotalAmount":990,"_type":"V4/OrderDetails"},)"
            R"("_type":"V4/Payment"})");
}

// What JSON.stringify(JSON.parse(text)) gives back.
TEST(JsonWriter, EscapesOnlyWhatMustBe) {
  EXPECT_EQ(literal("\"\\\b\f\n\r\t"), R"("\"\\\b\f\n\r\t")");
  EXPECT_EQ(literal(std::string_view("\0\x01\x0b\x1f", 4)), R"("\u0000\u0001\u000b\u001f")");
  EXPECT_EQ(literal("/'<>&\x7f"), "\"/'<>&\x7f\"");
  EXPECT_EQ(literal("é€\xf0\x9f\x92\xb3\xe2\x80\xa8"), "\"é€\xf0\x9f\x92\xb3\xe2\x80\xa8\"");
  EXPECT_EQ(literal(""), "\"\"");
}

TEST(JsonWriter, PutsCommasWhereTheyBelong) {
  JsonWriter json;
  json.begin_array();
  json.begin_object();
  json.end_object();
  json.begin_array();
  json.end_array();
  json.value("a");
  json.value(std::int64_t{-1});
  json.value(true);
  json.value(false);
  json.null();
  json.raw(R"({"x":1})");
  json.begin_object();
  json.member_null("n");
  json.member_raw("r", "[1]");
  json.begin_array("list");
  json.end_array();
  json.member("yes", true);
  json.end_object();
  json.end_array();
  EXPECT_EQ(json.text(),
            R"([{},[],"a",-1,true,false,null,{"x":1},{"n":null,"r":[1],"list":[],"yes":true}])");
}

TEST(JsonWriter, WritesAbsentValuesAsNull) {
  JsonWriter json;
  json.begin_object();
  json.member_or_null("empty", "");
  json.member_or_null("full", "x");
  json.member_optional("none", std::optional<int>());
  json.member_optional("zero", std::optional<int>(0));
  json.member_optional("text", std::optional<std::string>("t"));
  json.member_optional("no", std::optional<bool>(false));
  json.end_object();
  EXPECT_EQ(json.text(),
            R"({"empty":null,"full":"x","none":null,"zero":0,"text":"t","no":false})");
}

TEST(JsonWriter, WritesEveryInteger) {
  JsonWriter json;
  json.begin_array();
  json.value(std::numeric_limits<std::int64_t>::min());
  json.value(std::numeric_limits<std::int64_t>::max());
  json.end_array();
  EXPECT_EQ(json.text(), "[-9223372036854775808,9223372036854775807]");
}

TEST(JsonWriter, BeginsAnewAfterTake) {
  JsonWriter json;
  json.value("a");
  EXPECT_EQ(json.take(), "\"a\"");
  json.value("b");
  EXPECT_EQ(json.take(), "\"b\"");
}

}  // namespace
}  // namespace guichet
