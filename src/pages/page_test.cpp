#include "pages/page.hpp"

#include <gtest/gtest.h>

namespace guichet::pages {
namespace {

TEST(PagesTest, ValuesAreEscapedAndTemplatesChecked) {
  View view;
  view.set("name", std::string("<script>alert('x')</script>&\""));
  EXPECT_EQ(fill("<p>{{name}}</p>", view),
            "<p>&lt;script&gt;alert(&apos;x&apos;)&lt;/script&gt;&amp;&quot;</p>");
  EXPECT_THROW(fill("{{#open}}", view), std::logic_error);
}

TEST(PagesTest, APageRunsNothingInlineAndIsFramedByNobody) {
  const auto response = html_page("<p>x</p>");
  const auto policy = response.headers.get("Content-Security-Policy");
  EXPECT_NE(policy.find("default-src 'self'"), std::string_view::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string_view::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string_view::npos);
}

}  // namespace
}  // namespace guichet::pages
