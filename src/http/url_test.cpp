#include "http/url.hpp"

#include <gtest/gtest.h>

namespace guichet::http {
namespace {

using namespace std::string_view_literals;

TEST(Url, IsTakenApart) {
  struct Row {
    const char* text;
    bool tls;
    const char* host;
    int port;
    const char* target;
    const char* authority;
  };
  const Row rows[] = {
      {"http://shop.test", false, "shop.test", 80, "/", "shop.test"},
      {"https://shop.test/", true, "shop.test", 443, "/", "shop.test"},
      {"HTTPS://Shop.TEST:8443/Ipn?A=b/c?d", true, "shop.test", 8443, "/Ipn?A=b/c?d",
       "shop.test:8443"},
      {"http://shop.test?x=1", false, "shop.test", 80, "/?x=1", "shop.test"},
      {"http://shop.test/a#part", false, "shop.test", 80, "/a", "shop.test"},
      {"http://shop.test#part", false, "shop.test", 80, "/", "shop.test"},
      {"http://[2001:DB8::1]:81/x", false, "2001:db8::1", 81, "/x", "[2001:db8::1]:81"},
      {"https://[::1]", true, "::1", 443, "/", "[::1]"},
      {"http://10.1.2.3:65535/", false, "10.1.2.3", 65535, "/", "10.1.2.3:65535"},
      {"http://my_host-1.example.", false, "my_host-1.example.", 80, "/", "my_host-1.example."},
      {"https://shop.test:443/@a:b", true, "shop.test", 443, "/@a:b", "shop.test"},
  };
  for (const auto& row : rows) {
    const auto url = Url::parse(row.text);
    ASSERT_TRUE(url) << row.text;
    EXPECT_EQ(url->tls, row.tls) << row.text;
    EXPECT_EQ(url->host, row.host) << row.text;
    EXPECT_EQ(url->port, row.port) << row.text;
    EXPECT_EQ(url->target, row.target) << row.text;
    EXPECT_EQ(url->authority(), row.authority) << row.text;
    EXPECT_EQ(url->text, row.text);
  }
}

TEST(Url, AnythingDoubtfulIsRefused) {
  for (std::string_view text : std::initializer_list<std::string_view>{
           "", "shop.test", "//shop.test", "ftp://shop.test", "javascript:alert(1)",
           "http:/shop.test", "http://", "http:///path", "http://:80/", "https://?x",
           "http://user@shop.test", "http://user:pass@shop.test/", "http://shop.test@evil.test/",
           "http://shop.test:0/", "http://shop.test:65536/", "http://shop.test:/",
           "http://shop.test:80a/", "http://shop.test:-1/", "http://shop.test:000080/",
           "http://shop test/", "http://shop.test/a b", "http://shop.test/\r\nX: y",
           "http://shop.test/\x7f", "http://sh\xc3\xb6p.test/", "http://shop.test\\@evil.test/",
           "http://shop..test/", "http://.test/", "http://shop%2etest/", "http://[::1/",
           "http://[::1]x/", "http://[shop.test]/", "http://[127.0.0.1]/", "http://[fe80::1%25a]/",
           "http://127.1/", "http://0x7f.0.0.1/", "http://2130706433/", "http://0177.0.0.1/",
           "http://127.0.0.0x1/", "http://1.2.3.4.5/", "http://a\0b/"sv}) {
    EXPECT_FALSE(Url::parse(text)) << text;
  }
  EXPECT_TRUE(Url::parse("http://shop.test/" + std::string(2031, 'a')));
  EXPECT_FALSE(Url::parse("http://shop.test/" + std::string(2032, 'a')));
  EXPECT_FALSE(Url::parse("http://" + std::string(64, 'a') + ".test/"));
}

}  // namespace
}  // namespace guichet::http
