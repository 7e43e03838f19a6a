#include "contract/generate.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "contract/decode.hpp"
#include "contract/sample_shape.hpp"

namespace guichet::contract {
namespace {

std::string answer_to(const boost::json::object& body, const Shape& shape) {
  try {
    (void)decode_body(boost::json::serialize(body), shape);
    return "fine";
  } catch (const Refusal& refusal) {
    return refusal.code + " (" + refusal.detailed_message + ")";
  }
}

TEST(Generate, valid_bodies_decode) {
  SeededRandom random(20260314);
  for (int i = 0; i < 500; ++i) {
    const boost::json::object body = generate_body(sample::shape, random);
    ASSERT_EQ(answer_to(body, sample::shape), "fine") << boost::json::serialize(body);
  }
}

TEST(Generate, what_was_decoded_decodes_to_itself) {
  SeededRandom random(7);
  for (int i = 0; i < 200; ++i) {
    const std::string body = boost::json::serialize(generate_body(sample::shape, random));
    const std::string once = decode_body(body, sample::shape).serialise();
    EXPECT_EQ(decode_body(once, sample::shape).serialise(), once);
  }
}

TEST(Generate, every_single_fault_is_answered_with_its_own_code) {
  SeededRandom random(42);
  for (int round = 0; round < 5; ++round) {
    for (const BrokenBody& broken : generate_broken_bodies(sample::shape, random)) {
      const std::string answer = answer_to(broken.body, sample::shape);
      EXPECT_EQ(answer.substr(0, answer.find(' ')), broken.code)
          << broken.path << " " << answer << " " << boost::json::serialize(broken.body);
    }
  }
}

TEST(Generate, breaks_every_member_at_every_depth) {
  SeededRandom random(1);
  std::set<std::string> paths;
  for (const BrokenBody& broken : generate_broken_bodies(sample::shape, random)) {
    paths.insert(broken.path);
  }
  for (const Field& field : sample::shape.fields) {
    EXPECT_TRUE(paths.contains(std::string(field.name))) << field.name;
  }
  EXPECT_TRUE(paths.contains("address.country"));
  EXPECT_TRUE(paths.contains("cards.securityCode"));
  EXPECT_TRUE(paths.contains("cards.track1"));
}

}  // namespace
}  // namespace guichet::contract
