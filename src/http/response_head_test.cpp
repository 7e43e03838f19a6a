#include "http/response_head.hpp"

#include <gtest/gtest.h>

namespace guichet::http {
namespace {

TEST(ResponseHead, DateIsTheInternetFormat) {
  EXPECT_EQ(http_date(Instant{784111777000}), "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110 5.6.7
  EXPECT_EQ(http_date(Instant{0}), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(ResponseHead, TheServersOwnFieldsCannotBeReplaced) {
  Response response;
  response.body = "{}";
  response.headers.add("content-length", "99");
  response.headers.add("Transfer-Encoding", "chunked");
  response.headers.add("Set-Cookie", "a=b");
  response.headers.add("Set-Cookie", "c=d");
  std::string head = "left over";
  EXPECT_TRUE(write_head(head, response, {"now", true, false}));
  EXPECT_EQ(head,
            "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Type: application/json;charset=UTF-8\r\n"
            "Content-Length: 2\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nConnection: close\r\n\r\n");
}

TEST(ResponseHead, NoLengthWhereThereIsNeverABody) {
  std::string head;
  for (int status : {204, 304}) {
    EXPECT_TRUE(write_head(head, text_response(status, ""), {"now"}));
    EXPECT_EQ(head.find("Content-"), std::string::npos) << head;
  }
}

TEST(ResponseHead, ControlCharactersAreRefused) {
  std::string head;
  Response response;
  response.headers.add("A", "b\nc");
  EXPECT_FALSE(write_head(head, response, {"now"}));
  Response named;
  named.headers.add("A\r\nB", "c");
  EXPECT_FALSE(write_head(head, named, {"now"}));
  Response typed;
  typed.body = "x";
  typed.content_type = "a\r\nb";
  EXPECT_FALSE(write_head(head, typed, {"now"}));
}

TEST(Fields, CompareWithoutCase) {
  Fields fields;
  fields.add("Authorization", "a");
  fields.add("AUTHORIZATION", "b");
  EXPECT_EQ(fields.get("authorization"), "a");
  EXPECT_TRUE(fields.has("authorizatioN"));
  EXPECT_FALSE(fields.has("Authorizatio"));
  EXPECT_EQ(fields.get("x"), "");
}

}  // namespace
}  // namespace guichet::http
