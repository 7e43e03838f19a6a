#include "http/static_files.hpp"

#include <gtest/gtest.h>

namespace guichet::http {
namespace {

constexpr StaticFile files[] = {
    {.path = "/static/a.js", .content_type = "text/javascript", .body = "plain",
     .gzip = "packed", .tag = "abc"},
    {.path = "/static/b.html", .content_type = "text/html", .body = "<p>", .gzip = "",
     .tag = "def", .policy = "default-src 'none'"},
};

Response get(const StaticFile& file, std::vector<std::pair<std::string, std::string>> fields = {},
             std::string query = {}, std::string method = "GET") {
  Request request{.method = std::move(method), .query = std::move(query)};
  for (auto& [name, value] : fields) request.headers.add(name, value);
  return send_file(request, file);
}

TEST(StaticFiles, AreFoundByTheirWholePath) {
  ASSERT_NE(find_file(files, "/static/b.html"), nullptr);
  EXPECT_EQ(find_file(files, "/static/b.html")->tag, "def");
  EXPECT_EQ(find_file(files, "/static/b"), nullptr);
  EXPECT_EQ(find_file(files, "/static/../static/a.js"), nullptr);
  EXPECT_EQ(find_file(files, "/static/c"), nullptr);
}

TEST(StaticFiles, AreCompressedForWhoAcceptsThat) {
  const auto plain = get(files[0]);
  EXPECT_EQ(plain.body, "plain");
  EXPECT_FALSE(plain.headers.has("Content-Encoding"));
  EXPECT_EQ(plain.headers.get("Vary"), "Accept-Encoding");
  const auto packed = get(files[0], {{"Accept-Encoding", "br, gzip;q=0.8"}});
  EXPECT_EQ(packed.body, "packed");
  EXPECT_EQ(packed.headers.get("Content-Encoding"), "gzip");
  EXPECT_NE(packed.headers.get("ETag"), plain.headers.get("ETag"));
  EXPECT_EQ(get(files[1], {{"Accept-Encoding", "gzip"}}).body, "<p>");
}

TEST(StaticFiles, KnowTheListsOfCodings) {
  EXPECT_TRUE(accepts_gzip("gzip"));
  EXPECT_TRUE(accepts_gzip("deflate, GZIP ; q=0.001"));
  EXPECT_TRUE(accepts_gzip("*"));
  EXPECT_FALSE(accepts_gzip(""));
  EXPECT_FALSE(accepts_gzip("identity"));
  EXPECT_FALSE(accepts_gzip("gzip;q=0"));
  EXPECT_FALSE(accepts_gzip("gzip;q=0.000, *"));
  EXPECT_FALSE(accepts_gzip("*;q=0"));
}

TEST(StaticFiles, AreNotSentTwice) {
  const auto first = get(files[0], {{"Accept-Encoding", "gzip"}});
  const std::string tag(first.headers.get("ETag"));
  const auto second = get(files[0], {{"Accept-Encoding", "gzip"}, {"If-None-Match", tag}});
  EXPECT_EQ(second.status, 304);
  EXPECT_EQ(second.body, "");
  EXPECT_EQ(second.headers.get("ETag"), tag);
  EXPECT_EQ(get(files[0], {{"If-None-Match", "\"x\", W/\"abc\""}}).status, 304);
  EXPECT_EQ(get(files[0], {{"If-None-Match", "*"}}).status, 304);
  EXPECT_EQ(get(files[0], {{"If-None-Match", "\"ab\""}}).status, 200);
  EXPECT_EQ(get(files[0], {{"If-None-Match", "abc"}}).status, 200);
}

TEST(StaticFiles, StayFreshForEverUnderTheirDigestOnly) {
  EXPECT_EQ(get(files[0], {}, "v=abc").headers.get("Cache-Control"),
            "public, max-age=31536000, immutable");
  for (const char* query : {"", "v=abd", "v=", "w=abc"}) {
    EXPECT_EQ(get(files[0], {}, query).headers.get("Cache-Control"),
              "public, max-age=600, stale-while-revalidate=86400");
  }
}

TEST(StaticFiles, MayBeUsedByEveryPageAndOnlyRead) {
  const auto document = get(files[1]);
  EXPECT_EQ(document.headers.get("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(document.headers.get("Cross-Origin-Resource-Policy"), "cross-origin");
  EXPECT_EQ(document.headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(document.headers.get("Content-Security-Policy"), "default-src 'none'");
  EXPECT_FALSE(get(files[0]).headers.has("Content-Security-Policy"));
  const auto posted = get(files[0], {}, "", "POST");
  EXPECT_EQ(posted.status, 405);
  EXPECT_EQ(posted.headers.get("Allow"), "GET, HEAD");
  EXPECT_EQ(get(files[0], {}, "", "HEAD").status, 200);
}

}  // namespace
}  // namespace guichet::http
