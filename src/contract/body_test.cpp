#include <gtest/gtest.h>

#include <cstring>
#include <new>

#include "base/limits.hpp"
#include "contract/arena.hpp"
#include "contract/body.hpp"
#include "contract/decode.hpp"
#include "contract/sample_shape.hpp"

namespace guichet::contract {
namespace {

std::string parse_problem(std::string_view body) {
  try {
    (void)parse_body(body);
    return "fine";
  } catch (const Refusal& refusal) {
    return refusal.code + "|" + refusal.detailed_message;
  }
}

TEST(Body, says_where_the_text_stops_being_json) {
  EXPECT_EQ(parse_problem("{\"a\":1,\n  \"b\":2,\n  }"),
            "INT_902|can't decode JSON data : line: 3 column: 3");
  EXPECT_EQ(parse_problem(""), "INT_902|can't decode JSON data : line: 1 column: 1");
  EXPECT_EQ(parse_problem("{\"é\":x}"), "INT_902|can't decode JSON data : line: 1 column: 6");
  EXPECT_EQ(parse_problem("amount=990&currency=EUR"),
            "INT_902|can't decode JSON data : line: 1 column: 1");
  EXPECT_TRUE(parse_problem("{} {}").starts_with("INT_902|"));
  EXPECT_TRUE(parse_problem("{\"a\":1").starts_with("INT_902|"));
}

TEST(Body, refuses_ill_formed_utf8) {
  for (const char* text : {"\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xFF", "\xF5\x80\x80\x80"}) {
    EXPECT_TRUE(parse_problem("{\"a\":\"" + std::string(text) + "\"}").starts_with("INT_902|"));
  }
  EXPECT_TRUE(parse_problem(R"({"a":"\ud800"})").starts_with("INT_902|"));
  EXPECT_EQ(parse_problem("{\"a\":\"\xF0\x9F\x92\xB3 \\ud83d\\udcb3\"}"), "fine");
}

TEST(Body, bounds_the_depth) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(parse_problem(nested(limits::json_depth_max)), "fine");
  EXPECT_TRUE(parse_problem(nested(limits::json_depth_max + 1)).starts_with("INT_902|"));
  EXPECT_TRUE(parse_problem(nested(100'000)).starts_with("INT_902|"));
}

TEST(Body, other_json_than_an_object_is_int_902_without_detail) {
  for (const char* body : {"\"text\"", "12", "[]", "[1]", "null", "true"}) {
    try {
      (void)decode_body(body, sample::shape);
      FAIL() << body;
    } catch (const Refusal& refusal) {
      EXPECT_EQ(refusal.code, "INT_902");
      EXPECT_EQ(refusal.detailed_message, "");
      EXPECT_EQ(refusal.public_message(), "web-service input data validation error");
    }
  }
}

TEST(Body, a_parsed_value_outlives_the_parser) {
  const boost::json::value value = parse_body(R"({"a":["a text that is too long to lie inline"]})");
  EXPECT_EQ(value.at("a").at(0).as_string(), "a text that is too long to lie inline");
}

TEST(WipingArena, overwrites_what_it_held_before_it_goes) {
  // The arena lies in memory of ours, so that the bytes can be looked at afterwards.
  alignas(WipingArena) static unsigned char memory[sizeof(WipingArena)];
  auto* arena = new (memory) WipingArena;
  const std::string secret = "a secret that is longer than an inline text";
  {
    const boost::json::value value = parse_into("{\"pan\":\"" + secret + "\",\"cvv\":\"97531\"}",
                                                arena);
    EXPECT_EQ(value.at("pan").as_string(), secret);
  }
  const auto holds = [&](std::string_view text) {
    return std::string_view(reinterpret_cast<char*>(memory), sizeof memory).find(text) !=
           std::string_view::npos;
  };
  EXPECT_TRUE(holds(secret));
  EXPECT_TRUE(holds("97531"));
  arena->~WipingArena();
  EXPECT_FALSE(holds(secret));
  EXPECT_FALSE(holds("97531"));
}

TEST(WipingArena, grows_for_large_bodies) {
  std::string body = "[";
  for (int i = 0; i < 20'000; ++i) body += "\"text number " + std::to_string(i) + "\",";
  body += "1]";
  const boost::json::value value = parse_body(body);
  EXPECT_EQ(value.as_array().size(), 20'001u);
  EXPECT_EQ(value.at(19'999).as_string(), "text number 19999");
}

}  // namespace
}  // namespace guichet::contract
