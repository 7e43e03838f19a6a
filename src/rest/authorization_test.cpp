#include "rest/authorization.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "base/limits.hpp"

namespace guichet::rest {
namespace {

TEST(Authorization, ReadsUserAndPassword) {
  const auto read = parse_authorization("Basic " + to_base64("69876357:testpassword_a:b"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->user, "69876357");
  EXPECT_TRUE(read->password.equals("testpassword_a:b")) << "only the first colon divides";
}

TEST(Authorization, SchemeHasNoCase) {
  EXPECT_TRUE(parse_authorization("bAsIc " + to_base64("a:b")));
}

TEST(Authorization, RefusesEverythingElse) {
  for (const std::string header :
       {"", "Basic", "Basic ", "Basic ????", "Bearer abc", "Basic YWJj", "Basic YTpi YTpi"}) {
    EXPECT_FALSE(parse_authorization(header)) << header;
  }
}

TEST(Authorization, IsReadUpToItsLimit) {
  const std::string longest = "Basic " + to_base64("a:" + std::string(760, 'b'));
  ASSERT_LE(longest.size(), limits::authorization_bytes_max);
  EXPECT_TRUE(parse_authorization(longest));
  const std::string longer = "Basic " + to_base64("a:" + std::string(763, 'b'));
  ASSERT_GT(longer.size(), limits::authorization_bytes_max);
  EXPECT_FALSE(parse_authorization(longer));
}

}  // namespace
}  // namespace guichet::rest
