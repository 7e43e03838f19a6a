#include "http/request_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace guichet::http {
namespace {

using namespace std::string_view_literals;
using Step = RequestReader::Step;
constexpr ReadLimits limits{1024, 2000};

struct Reading {
  std::vector<std::string> requests;  // "METHOD path?query host [body]"
  int refusal = 0;
};

Step take_all(RequestReader& reader, Reading& reading) {
  Step step = reader.advance();
  while (step == Step::complete) {
    const auto& request = reader.request();
    reading.requests.push_back(request.method + " " + request.path + "?" + request.query + " " +
                               request.host + " [" + request.body + "]");
    reader.next();
    step = reader.advance();
  }
  reading.refusal = reader.refusal();
  return step;
}

/// Feeds `bytes` in pieces that end at each of `cuts`.
Reading read(std::string_view bytes, std::vector<std::size_t> cuts = {},
             ReadLimits bounds = limits) {
  RequestReader reader(bounds);
  Reading reading;
  cuts.push_back(bytes.size());
  std::size_t at = 0;
  for (std::size_t cut : cuts) {
    while (at < cut) {
      const auto space = reader.space();
      const std::size_t count = std::min(cut - at, space.size());
      std::memcpy(space.data(), bytes.data() + at, count);
      reader.received(count);
      at += count;
      if (take_all(reader, reading) == Step::refused) return reading;
    }
  }
  return reading;
}

int refusal(std::string_view bytes) {
  // Cut at every byte as well: the verdict may not depend on how the bytes arrive.
  const int whole = read(bytes).refusal;
  std::vector<std::size_t> cuts;
  for (std::size_t i = 1; i < bytes.size(); ++i) cuts.push_back(i);
  EXPECT_EQ(read(bytes, cuts).refusal, whole) << bytes;
  return whole;
}

const std::string two_requests =
    "\r\nPOST /a?x=1 HTTP/1.1\r\nHost: h.test:80\r\nContent-Length: 11\r\n\r\nhello world"
    "PUT /b HTTP/1.1\r\nhost: i\r\nTransfer-Encoding: Chunked\r\n\r\n"
    "5;ext=\"q\"\r\nhello\r\n1\r\n!\r\n0\r\nHost: trailer\r\n\r\n";

TEST(RequestReader, UnderstandsTheSameWhereverTheBytesAreCut) {
  const std::vector<std::string> expected{"POST /a?x=1 h.test:80 [hello world]",
                                          "PUT /b? i [hello!]"};
  EXPECT_EQ(read(two_requests).requests, expected);
  for (std::size_t i = 1; i < two_requests.size(); ++i) {
    ASSERT_EQ(read(two_requests, {i}).requests, expected) << "cut at " << i;
    for (std::size_t j = i + 1; j < std::min(i + 6, two_requests.size()); ++j) {
      ASSERT_EQ(read(two_requests, {i, j}).requests, expected) << "cut at " << i << " and " << j;
    }
  }
}

TEST(RequestReader, AnEmptyChunkedBodyMayTrickleIn) {
  const std::string bytes =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  for (std::size_t i = bytes.size() - 6; i < bytes.size(); ++i) {
    for (std::size_t j = i + 1; j < bytes.size(); ++j) {
      ASSERT_EQ(read(bytes, {i, j}).requests.size(), 1u) << i << " " << j;
    }
  }
}

std::string with_header_of(std::size_t size) {
  const std::string rest = "GET / HTTP/1.1\r\nHost: h\r\nX: \r\n\r\n";
  std::string head = rest;
  head.insert(head.size() - 4, std::string(size - rest.size(), 'x'));
  return head;
}

TEST(RequestReader, HeaderLimitIsExactHoweverItArrives) {
  EXPECT_EQ(refusal(with_header_of(limits.header_bytes_max)), 0);
  EXPECT_EQ(read(with_header_of(limits.header_bytes_max)).requests.size(), 1u);
  EXPECT_EQ(refusal(with_header_of(limits.header_bytes_max + 1)), 431);
  EXPECT_EQ(refusal("GET /" + std::string(limits.header_bytes_max, 'a')), 431);
  std::string many = "GET / HTTP/1.1\r\nHost: h\r\n";
  while (many.size() < 3 * limits.header_bytes_max) many += "A: b\r\n";
  EXPECT_EQ(refusal(many + "\r\n"), 431);
}

TEST(RequestReader, BodyLimitIsExact) {
  const auto post = [](std::size_t size) {
    return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
           std::string(size, 'b');
  };
  EXPECT_EQ(read(post(limits.body_bytes_max)).requests.size(), 1u);
  EXPECT_EQ(refusal(post(limits.body_bytes_max + 1)), 413);
}

TEST(RequestReader, BodyLimitCountsAllChunks) {
  const auto post = [](std::size_t last) {
    std::string text = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    text += "3e8\r\n" + std::string(1000, 'a') + "\r\n";
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", last);
    return text + size + std::string(last, 'b') + "\r\n0\r\n\r\n";
  };
  EXPECT_EQ(read(post(1000)).requests.size(), 1u);
  EXPECT_EQ(refusal(post(1001)), 413);
}

// RFC 9112 6.3 and 11.2: whatever two parties could frame differently is refused.
TEST(RequestReader, RefusesEveryFormOfSmuggling) {
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\n";
  for (const char* fields :
       {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 5, 5\r\n", "Content-Length: 5,6\r\n", "Content-Length: +5\r\n",
        "Content-Length: -5\r\n", "Content-Length: 0x5\r\n", "Content-Length: \r\n",
        "Content-Length: 5 5\r\n", "Content-Length: 99999999999999999999\r\n",
        "Content-Length : 5\r\n", "Content-Length\t: 5\r\n", " Content-Length: 5\r\n",
        "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: chunked, gzip\r\n",
        "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: \"chunked\"\r\n", "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding: chunked, chunked\r\n", "Transfer-Encoding: \x0b" "chunked\r\n"}) {
    EXPECT_EQ(refusal(start + fields + "\r\n0\r\n\r\n"), 400) << fields;
  }
  EXPECT_EQ(refusal("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
}

TEST(RequestReader, RefusesBrokenChunks) {
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const char* body : {"x\r\nhello\r\n", "-1\r\nhello\r\n", "5\r\nhelloX\r\n0\r\n\r\n",
                           "fffffffffffffffff\r\nhello\r\n", "5\nhello\r\n0\r\n\r\n",
                           "5 \r\nhello\r\n0\r\n\r\n", "\r\n\r\n\r\n"}) {
    const int status = refusal(start + body);
    EXPECT_EQ(status, 400) << body;
  }
}

TEST(RequestReader, RefusesControlCharactersAndBareLineEnds) {
  for (std::string_view text : std::initializer_list<std::string_view>{
           "GET / HTTP/1.1\r\nHost: h\r\nA: b\x01\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\nA: b\x7f\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\nA: b\0c\r\n\r\n"sv,
           "GET / HTTP/1.1\r\nHost: h\r\nA\x02: b\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\nA b: c\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\n: b\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\nA: b\rc\r\n\r\n", "GET /\x01 HTTP/1.1\r\nHost: h\r\n\r\n",
           "GET /\x7f HTTP/1.1\r\nHost: h\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nA\r\n\r\n"}) {
    EXPECT_EQ(refusal(text), 400) << text;
  }
}

TEST(RequestReader, RefusesWhatItCannotServe) {
  const std::pair<const char*, int> rows[] = {
      {"GET / HTTP/1.1\r\n\r\n", 400},                            // no Host
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},      // two
      {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},
      {"get / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET * HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET a HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET /#x HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET ftp://h/ HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET http:/// HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET / HTTP/1.1 \r\nHost: h\r\n\r\n", 505},
      {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505},
      {"GET / HTTP/1.2\r\nHost: h\r\n\r\n", 505},
      {"GET /\r\nHost: h\r\n\r\n", 400},
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400},      // TLS on a plain port
  };
  for (const auto& [text, status] : rows) EXPECT_EQ(refusal(text), status) << text;
}

TEST(RequestReader, UnderstandsAllFormsOfTarget) {
  EXPECT_EQ(read("GET http://real.test:8080?x HTTP/1.1\r\nHost: other\r\n\r\n").requests.at(0),
            "GET /?x real.test:8080 []");
  EXPECT_EQ(read("GET HTTPS://real.test/a?b HTTP/1.1\r\nHost: other\r\n\r\n").requests.at(0),
            "GET /a?b real.test []");
  EXPECT_EQ(read("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n").requests.at(0), "OPTIONS *? h []");
  EXPECT_EQ(read("GET /a%20b?c?d HTTP/1.1\r\nHost: h\r\n\r\n").requests.at(0),
            "GET /a%20b?c?d h []");
  EXPECT_EQ(read("GET / HTTP/1.0\r\n\r\n").requests.at(0), "GET /?  []");
}

TEST(RequestReader, NextStartsAfresh) {
  const auto reading = read(
      "POST /a?q HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
      "GET /b HTTP/1.0\r\n\r\n");
  EXPECT_EQ(reading.requests.at(1), "GET /b?  []");
}

}  // namespace
}  // namespace guichet::http
